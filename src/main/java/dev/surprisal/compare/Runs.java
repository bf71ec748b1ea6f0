package dev.surprisal.compare;

import dev.surprisal.payload.KldHeader;
import dev.surprisal.payload.LmEvalSample;
import dev.surprisal.reference.ReferenceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Tells what an input is by its content, and reads it. */
public final class Runs {

    private static final int HEAD_BYTES = 1 << 16;
    private static final String LINES = ".jsonl";

    /** What an input can be. */
    public enum Kind {
        /** Result lines of ours: a folder or a file. */
        RESULTS,
        /** {@code samples_*.jsonl} of lm-eval: a file, or the folder of a model. */
        LM_EVAL,
        /** A KL base file of llama.cpp, which a job has to read. */
        KLD,
        /** A saved reference. */
        REFERENCE
    }

    private Runs() {}

    /**
     * What an input is.
     *
     * @throws RefusedComparisonException when it is missing, empty or nothing that is known
     */
    public static Kind kind(Path input) throws RefusedComparisonException {
        try {
            return kindOf(input, files(input).get(0));
        } catch (IOException e) {
            throw RefusedComparisonException.unreadable(input + ": " + e);
        }
    }

    /**
     * Reads results, samples or a saved reference.
     *
     * @param label what to call it
     * @throws RefusedComparisonException when nothing in it can be used
     */
    public static Run read(Path input, String label) throws RefusedComparisonException {
        Kind kind = kind(input);
        try {
            return switch (kind) {
                case RESULTS -> ResultsRun.model(label, files(input));
                case LM_EVAL -> SamplesRun.read(label, files(input));
                case REFERENCE -> SavedRun.read(label, input);
                case KLD ->
                        throw RefusedComparisonException.unlike(
                                input + " is a KL base file: it is compared with KL base files");
            };
        } catch (IOException e) {
            throw RefusedComparisonException.unreadable(input + ": " + e);
        }
    }

    /** The model of results that compared it with a reference, token by token. */
    public static Run candidateOf(Path results, String label) throws RefusedComparisonException {
        try {
            return ResultsRun.candidate(label, files(results));
        } catch (IOException e) {
            throw RefusedComparisonException.unreadable(results + ": " + e);
        }
    }

    /** The reference in results that compared a model with it. */
    public static Run referenceOf(Path results, String label) throws RefusedComparisonException {
        try {
            return ResultsRun.reference(label, files(results));
        } catch (IOException e) {
            throw RefusedComparisonException.unreadable(results + ": " + e);
        }
    }

    private static Kind kindOf(Path input, Path file)
            throws IOException, RefusedComparisonException {
        byte[] head = Inputs.head(file, HEAD_BYTES);
        if (KldHeader.hasMagic(head, head.length)) {
            return Kind.KLD;
        }
        if (ReferenceReader.hasMagic(head)) {
            return Kind.REFERENCE;
        }
        String text = new String(head, StandardCharsets.UTF_8);
        if (text.startsWith("{\"schema\":\"surprisal.result/")) {
            return Kind.RESULTS;
        }
        if (LmEvalSample.looksLike(head, head.length)) {
            return Kind.LM_EVAL;
        }
        throw RefusedComparisonException.unreadable(
                input
                        + " is none of: a folder of results, an lm-eval samples file, a KL base"
                        + " file, a saved reference");
    }

    /** The file itself, or those of a folder that are one run; lm-eval's own before others. */
    private static List<Path> files(Path input) throws IOException, RefusedComparisonException {
        if (!Files.exists(input)) {
            throw RefusedComparisonException.unreadable(input + ": no such file");
        }
        if (!Files.isDirectory(input)) {
            if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
                throw RefusedComparisonException.unreadable(input + ": may not be read");
            }
            return List.of(input);
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(input)) {
            files = all.filter(Runs::holdsLines).sorted().toList();
        }
        List<Path> samples =
                files.stream()
                        .filter(file -> LmEvalSample.task(file.getFileName().toString()) != null)
                        .toList();
        if (files.isEmpty()) {
            throw RefusedComparisonException.unreadable(
                    input + ": the folder holds no " + LINES + " files");
        }
        return samples.isEmpty() ? files : samples;
    }

    private static boolean holdsLines(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && (name.endsWith(LINES)
                        || name.endsWith(LINES + ".gz")
                        || name.endsWith(LINES + ".zst"));
    }
}
