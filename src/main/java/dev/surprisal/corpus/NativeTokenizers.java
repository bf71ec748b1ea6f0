package dev.surprisal.corpus;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads DJL's native library once, so that it asks nobody and leaves nothing behind: by default it
 * calls home at the first use and keeps the library in the user's home.
 */
final class NativeTokenizers {
    private static boolean loaded;

    private NativeTokenizers() {}

    /** What the environment or the command line says about DJL's folder holds. */
    static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (given("DJL_CACHE_DIR") || given("ENGINE_CACHE_DIR")) {
            LibUtils.checkStatus();
        } else {
            // A folder that only this user can write to: the library in it is executed.
            Path folder = Files.createTempDirectory("surprisal-tokenizers");
            System.setProperty("DJL_CACHE_DIR", folder.toString());
            try {
                LibUtils.checkStatus();
            } finally {
                System.clearProperty("DJL_CACHE_DIR");
                delete(folder); // a loaded library needs no file
            }
        }
        loaded = true;
    }

    private static boolean given(String name) {
        return System.getenv(name) != null || System.getProperty(name) != null;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
