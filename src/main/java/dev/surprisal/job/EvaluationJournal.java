package dev.surprisal.job;

import dev.surprisal.config.EvaluationSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Which journal a run goes on with.
 *
 * @param folder of the answers
 * @param kept whether it stays when the run has finished
 * @param findings what was found there, in words
 */
record EvaluationJournal(Path folder, boolean kept, List<String> findings) {

    /** Beside the answers of a run that has all of them. */
    private static final String FINISHED = ".finished";

    private static final String DEFAULT = "out/%s-%08x.journal";

    /**
     * The journal of a run. One that has finished is moved aside: the server may have other weights
     * by now, and old answers must not pass for its own.
     *
     * @param settings of the evaluation; without a journal of its own it gets one that is called
     *     after them, so that the same run finds it again, and is deleted when the run has finished
     * @param rescore whether a finished journal is just what is wanted
     */
    static EvaluationJournal of(EvaluationSettings settings, String job, boolean rescore)
            throws RefusedInputException, IOException {
        boolean kept = settings.journal() != null;
        Path folder = kept ? settings.journal() : unnamed(settings, job);
        boolean present = Files.isDirectory(folder);
        if (rescore && !present) {
            throw RefusedInputException.mismatch(
                    "rescore: needs the journal of an earlier run; there is none at " + folder);
        }
        if (rescore || !present) {
            return new EvaluationJournal(folder, kept || rescore, List.of());
        }
        if (!Files.exists(folder.resolve(FINISHED))) {
            return new EvaluationJournal(
                    folder, kept, List.of("journal: going on from the answers in " + folder));
        }
        Path aside = aside(folder);
        Files.move(folder, aside);
        return new EvaluationJournal(
                folder,
                kept,
                List.of("journal: the last run had finished; its answers are in " + aside));
    }

    private static Path unnamed(EvaluationSettings settings, String job) {
        CRC32 hash = new CRC32();
        hash.update(settings.toString().getBytes(StandardCharsets.UTF_8));
        return Path.of(DEFAULT.formatted(job, hash.getValue())).toAbsolutePath();
    }

    private static Path aside(Path folder) {
        int number = 1;
        while (true) {
            Path aside = folder.resolveSibling(folder.getFileName() + "." + number);
            if (!Files.exists(aside)) {
                return aside;
            }
            number++;
        }
    }

    String advice() {
        return "\nwhat was answered is in " + folder + ": run the same again to go on";
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // Others keep something there.
        }
    }

    /** Says that it holds all that the job asked for. */
    void finish() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (kept) {
            Files.writeString(folder.resolve(FINISHED), "");
        } else {
            WorkDirectory.delete(folder);
            deleteIfEmpty(folder.getParent());
        }
    }
}
