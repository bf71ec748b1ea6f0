package dev.surprisal.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * One line of JSON for each prompt that was asked, written before its answer is sent: {@code seq}
 * of the request since the start, {@code path}, {@code index} in the request, {@code prompt} (a
 * hash of its ids; null if the request had none that could be read), {@code tokens}, {@code status}
 * (0 if nothing was answered). Appends, so that a server that was started again goes on.
 * Thread-safe.
 */
final class RequestLog implements AutoCloseable {

    private final BufferedWriter lines; // null where nothing is logged

    RequestLog(Path file) throws IOException {
        lines =
                file == null
                        ? null
                        : Files.newBufferedWriter(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * FNV-1a (64 bits, Fowler, Noll and Vo) of the ids as four bytes each, lowest first, in hex.
     */
    static String hash(int[] ids) {
        long hash = 0xcbf29ce484222325L;
        for (int id : ids) {
            for (int shift = 0; shift < 32; shift += 8) {
                hash = (hash ^ (id >>> shift & 0xff)) * 0x100000001b3L;
            }
        }
        return String.format(Locale.ROOT, "%016x", hash);
    }

    void write(long sequence, String path, List<int[]> prompts, int status) throws IOException {
        if (lines == null) {
            return;
        }
        JsonBuffer line = new JsonBuffer();
        for (int i = 0; i < Math.max(1, prompts.size()); i++) {
            int[] prompt = prompts.isEmpty() ? null : prompts.get(i);
            line.ascii("{\"seq\":").number(sequence).ascii(",\"path\":").string(path);
            line.ascii(",\"index\":").number(i).ascii(",\"prompt\":");
            line.ascii(prompt == null ? "null" : "\"" + hash(prompt) + "\"");
            line.ascii(",\"tokens\":").number(prompt == null ? 0 : prompt.length);
            line.ascii(",\"status\":").number(status).ascii("}\n");
        }
        synchronized (lines) {
            lines.write(new String(line.toByteArray(), StandardCharsets.UTF_8));
            lines.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
        }
    }
}
