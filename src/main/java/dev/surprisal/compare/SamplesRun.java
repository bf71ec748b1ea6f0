package dev.surprisal.compare;

import dev.surprisal.payload.LmEvalSample;
import dev.surprisal.payload.MalformedPayloadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads lm-eval's {@code samples_TASK_DATE.jsonl} files, one or several tasks of one model. */
final class SamplesRun {

    /** lm-eval names neither model nor windows in these files. */
    private static final String ORIGIN = "lm-eval samples";

    private SamplesRun() {}

    /**
     * Reads files of one model.
     *
     * @throws RefusedComparisonException when no line can be used, with the first reason
     */
    static Run read(String label, List<Path> files) throws IOException, RefusedComparisonException {
        Documents documents = new Documents();
        for (Path file : files) {
            readFile(file, documents);
        }
        List<ComparedDocument> list = documents.list();
        if (list.isEmpty()) {
            String reason = documents.faults().isEmpty() ? "no lines" : documents.faults().get(0);
            throw RefusedComparisonException.unreadable(
                    label + ": no document can be used; " + reason);
        }
        return new Run(label, ORIGIN, null, null, "document", list, documents.faults(), null, null);
    }

    private static void readFile(Path file, Documents documents) throws IOException {
        String name = String.valueOf(file.getFileName());
        String task = LmEvalSample.task(name);
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(Inputs.open(file), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    addLine(line, task, name + ":" + number, documents);
                }
            }
        }
    }

    private static void addLine(String line, String task, String place, Documents documents) {
        try {
            LmEvalSample sample = LmEvalSample.parse(line.getBytes(StandardCharsets.UTF_8));
            String id = sample.docId() == null ? place : sample.docId();
            documents.add(
                    new ComparedDocument(
                            task == null ? id : task + "/" + id,
                            task,
                            sample.docId(),
                            0 - sample.logLikelihood(),
                            -1,
                            sample.words(),
                            sample.bytes(),
                            sample.targetHash() == null ? sample.docHash() : sample.targetHash()));
        } catch (MalformedPayloadException | IllegalArgumentException e) {
            String reason = e instanceof MalformedPayloadException m ? m.reason() : e.getMessage();
            documents.fault(place + ": " + reason);
        }
    }
}
