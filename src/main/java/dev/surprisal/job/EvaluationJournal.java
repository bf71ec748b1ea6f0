package dev.surprisal.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    private static final String DEFAULT = "out/%s.journal";

    /**
     * The journal of a run. One that has finished is moved aside: the server may have other weights
     * by now, and old answers must not pass for its own.
     *
     * @param named folder that the user named; null for one after the job, which is deleted when
     *     the run has finished
     * @param rescore whether a finished journal is just what is wanted
     */
    static EvaluationJournal of(Path named, String job, boolean rescore)
            throws RefusedInputException, IOException {
        boolean kept = named != null;
        Path folder = kept ? named : Path.of(DEFAULT.formatted(job)).toAbsolutePath();
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

    /** Says that it holds all that the job asked for. */
    void finish() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (kept) {
            Files.writeString(folder.resolve(FINISHED), "");
        } else {
            WorkDirectory.delete(folder);
        }
    }
}
