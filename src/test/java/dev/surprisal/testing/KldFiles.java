package dev.surprisal.testing;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes llama.cpp KL base files from seeded random logits, with llama.cpp's own encoding: floor 16
 * nats under the maximum, codes of 65,535 steps, odd vocabularies padded.
 */
public final class KldFiles {

    private final int contextLength;
    private final int vocabulary;
    private final int chunks;
    private final long tokenSeed;
    private final int distinctRows;

    /** A layout; {@code tokenSeed} decides the text, so that files of one seed can be compared. */
    public KldFiles(int contextLength, int vocabulary, int chunks, long tokenSeed) {
        this(contextLength, vocabulary, chunks, tokenSeed, Integer.MAX_VALUE);
    }

    /** The same, with rows that repeat after {@code distinctRows}: large files in seconds. */
    public KldFiles(
            int contextLength, int vocabulary, int chunks, long tokenSeed, int distinctRows) {
        this.distinctRows = distinctRows;
        this.contextLength = contextLength;
        this.vocabulary = vocabulary;
        this.chunks = chunks;
        this.tokenSeed = tokenSeed;
    }

    /** Writes a file whose logits come from {@code logitSeed}. */
    public Path write(Path file, long logitSeed) {
        try (OutputStream out = Files.newOutputStream(file);
                DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out))) {
            data.write("_logits_".getBytes(StandardCharsets.US_ASCII));
            data.write(littleEndian(contextLength, vocabulary, chunks));
            Random tokens = new Random(tokenSeed);
            for (int i = 0; i < contextLength * chunks; i++) {
                data.write(littleEndian(tokens.nextInt(vocabulary)));
            }
            Random logits = new Random(logitSeed);
            List<byte[]> rows = new ArrayList<>();
            for (int row = 0; row < rows(); row++) {
                if (row < distinctRows) {
                    byte[] bytes = row(logits);
                    data.write(bytes);
                    if (distinctRows < Integer.MAX_VALUE) {
                        rows.add(bytes);
                    }
                } else {
                    data.write(rows.get(row % distinctRows));
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows of the whole file. */
    public int rows() {
        return chunks * (contextLength - 1 - contextLength / 2);
    }

    /** Bytes of a row. */
    public int rowBytes() {
        return 2 * (2 * ((vocabulary + 1) / 2) + 4);
    }

    private byte[] row(Random random) {
        float[] logits = new float[vocabulary];
        float max = Float.NEGATIVE_INFINITY;
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (4 * random.nextGaussian());
            max = Math.max(max, logits[i]);
            min = Math.min(min, logits[i]);
        }
        min = Math.max(min, max - 16);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        float scale = (max - min) / 65535;
        ByteBuffer bytes = ByteBuffer.allocate(rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(scale).putFloat((float) (min - max - Math.log(sum)));
        for (float logit : logits) {
            int code = logit > min && scale > 0 ? (int) Math.rint((logit - min) / scale) : 0;
            bytes.putShort((short) code);
        }
        return bytes.array();
    }

    private static byte[] littleEndian(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }
}
