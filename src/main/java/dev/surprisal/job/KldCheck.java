package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.ingest.RowFileFormat;
import dev.surprisal.ingest.RowPair;
import dev.surprisal.payload.KldHeader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether KL base files can be scored and compared. llama.cpp itself only logs an unlike vocabulary
 * and prints a meaningless report; here unlike files are refused.
 */
final class KldCheck {

    private static final int BUFFER_BYTES = 1 << 20;

    private KldCheck() {}

    /**
     * Checks a file, and its reference where it has one.
     *
     * @param reference path of the reference's file, or null
     * @throws RefusedInputException naming the files and what differs
     */
    static RowPair pair(Path path, String name, Path reference, JobSettings settings)
            throws RefusedInputException {
        KldHeader header = header(path);
        String model = settings.source().model() == null ? name : settings.source().model();
        if (reference == null) {
            checkTokens(path, header, null, null);
            return new RowPair(SourceFormat.KLD_FILE, path.toString(), name, model, null, null);
        }
        KldHeader other = header(reference);
        requireSame(path, reference, "n_ctx", header.contextLength(), other.contextLength());
        requireSame(path, reference, "n_vocab", header.vocabulary(), other.vocabulary());
        requireSame(path, reference, "n_chunk", header.chunks(), other.chunks());
        checkTokens(path, header, reference, other);
        String referenceModel =
                settings.reference().model() == null
                        ? String.valueOf(reference.getFileName())
                        : settings.reference().model();
        return new RowPair(
                SourceFormat.KLD_FILE,
                path.toString(),
                name,
                model,
                reference.toString(),
                referenceModel);
    }

    private static KldHeader header(Path path) throws RefusedInputException {
        String problem = InputFiles.problem(path);
        if (problem != null) {
            throw RefusedInputException.unreadable(path + ": " + problem);
        }
        try {
            return RowFileFormat.readHeader(new org.apache.flink.core.fs.Path(path.toString()));
        } catch (IOException e) {
            throw RefusedInputException.unreadable(e.getMessage());
        }
    }

    private static void requireSame(Path path, Path reference, String what, int a, int b)
            throws RefusedInputException {
        if (a != b) {
            throw RefusedInputException.mismatch(
                    what + " differs: " + path + " has " + a + ", " + reference + " has " + b);
        }
    }

    /** Every token must be in the vocabulary, and the same in both files. */
    private static void checkTokens(Path path, KldHeader header, Path reference, KldHeader other)
            throws RefusedInputException {
        long tokens = (long) header.chunks() * header.contextLength();
        try (DataInputStream in = tokens(path);
                DataInputStream otherIn = other == null ? null : tokens(reference)) {
            for (long i = 0; i < tokens; i++) {
                int token = Integer.reverseBytes(in.readInt());
                if (token < 0 || token >= header.vocabulary()) {
                    throw RefusedInputException.unreadable(
                            String.format(
                                    "%s: token %d is %d, outside the vocabulary of %d",
                                    path, i, token, header.vocabulary()));
                }
                int expected = otherIn == null ? token : Integer.reverseBytes(otherIn.readInt());
                if (token != expected) {
                    throw RefusedInputException.mismatch(
                            String.format(
                                    "tokens differ: token %d is %d in %s and %d in %s;"
                                            + " the two files are not over the same text",
                                    i, token, path, expected, reference));
                }
            }
        } catch (IOException e) {
            throw RefusedInputException.unreadable(path + ": " + e.getMessage());
        }
    }

    private static DataInputStream tokens(Path path) throws IOException {
        DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES));
        in.skipNBytes(KldHeader.BYTES);
        return in;
    }
}
