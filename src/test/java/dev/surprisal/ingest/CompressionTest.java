package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {

    private static final byte[] FIRST = "{\"first\":1}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "{\"second\":2}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;

    @Test
    void aCutBehindTheFirstGzipMemberIsNoEnd() throws IOException {
        everyCutOfTheSecondPartIsSaid(gzip(FIRST), gzip(SECOND));
    }

    @Test
    void aCutBehindTheFirstZstdFrameIsNoEnd() throws IOException {
        everyCutOfTheSecondPartIsSaid(Zstd.compress(FIRST), Zstd.compress(SECOND));
    }

    private void everyCutOfTheSecondPartIsSaid(byte[] first, byte[] second) throws IOException {
        byte[] both = concat(first, second);
        assertArrayEquals(concat(FIRST, SECOND), read(both));
        assertArrayEquals(FIRST, read(first));
        for (int length = first.length + 1; length < both.length; length++) {
            byte[] cut = Arrays.copyOf(both, length);
            assertThrows(IOException.class, () -> read(cut), "cut to " + length);
        }
    }

    private byte[] read(byte[] compressed) throws IOException {
        Path file = Files.write(directory.resolve("file"), compressed);
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.toUri());
        try (InputStream in = Compression.of(path).content(path, 0)) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
