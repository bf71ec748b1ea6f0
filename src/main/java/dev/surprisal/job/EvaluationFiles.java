package dev.surprisal.job;

import dev.surprisal.ask.AnsweredDocument;
import dev.surprisal.ask.AnsweredTexts;
import dev.surprisal.ask.Texts;
import dev.surprisal.event.Completion;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.reference.ReferenceDocument;
import dev.surprisal.reference.ReferenceHeader;
import dev.surprisal.reference.ReferenceWriter;
import dev.surprisal.report.LmEvalDocument;
import dev.surprisal.report.LmEvalRun;
import dev.surprisal.report.LmEvalWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files that are written from plan and journal after an evaluation, document by document. */
final class EvaluationFiles {

    private static final double TASK_VERSION = 2.0;

    private final Evaluation evaluation;

    EvaluationFiles(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /** Saves what later models are compared with; there is no half of such a file. */
    void saveReference(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path unfinished = parent.resolve("." + file.getFileName() + ".unfinished");
        ReferenceHeader header =
                new ReferenceHeader(
                        evaluation.spec().model(),
                        evaluation.spec().tokenizerHash(),
                        evaluation.spec().convention().fingerprint(),
                        evaluation.spec().convention().describe(),
                        evaluation.spec().profile().topLogprobs());
        try (AnsweredTexts texts = answers();
                ReferenceWriter writer =
                        new ReferenceWriter(Files.newOutputStream(unfinished), header)) {
            for (AnsweredDocument next = texts.next(); next != null; next = texts.next()) {
                writer.write(reference(next));
            }
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private AnsweredTexts answers() throws IOException {
        return AnsweredTexts.open(evaluation.texts(), evaluation.spec());
    }

    private static ReferenceDocument reference(AnsweredDocument answered) {
        JoinedWindows joined = JoinedWindows.of(answered.windows());
        return new ReferenceDocument(
                answered.document().id(),
                answered.document().group(),
                answered.measure().words(),
                answered.measure().bytes(),
                joined.tokenIds(),
                joined.nll(),
                joined.statuses(),
                joined.top());
    }

    /**
     * Writes results and samples as lm-eval does.
     *
     * @param folder where it puts the model's folder
     * @param task name of the task
     */
    LmEvalWriter.Written writeLmEval(Path folder, String task, double seconds) throws IOException {
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("model", evaluation.spec().model());
        arguments.put("base_url", evaluation.spec().server().baseUrls().get(0).toString());
        LmEvalRun run =
                new LmEvalRun(
                        task,
                        TASK_VERSION,
                        Map.of(),
                        "local-completions",
                        evaluation.spec().model(),
                        arguments,
                        evaluation.spec().convention().windowLength(),
                        documents(),
                        now,
                        now.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli() / 1e3,
                        seconds);
        try (AnsweredTexts texts = answers()) {
            return LmEvalWriter.write(folder, run, new Samples(texts));
        }
    }

    private long documents() throws IOException {
        long documents = 0;
        try (Texts.Reader reader = evaluation.texts().open()) {
            while (reader.next() != null) {
                documents++;
            }
        }
        return documents;
    }

    /** The documents of an evaluation as lm-eval counts them. */
    private static final class Samples implements Iterator<LmEvalDocument> {

        private final AnsweredTexts texts;
        private AnsweredDocument next;
        private long number;

        Samples(AnsweredTexts texts) throws IOException {
            this.texts = texts;
            this.next = texts.next();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public LmEvalDocument next() {
            LmEvalDocument document =
                    new LmEvalDocument(
                            number++,
                            next.document().text(),
                            next.scoredText(),
                            logLikelihood(next),
                            next.measure().words(),
                            next.measure().bytes());
            try {
                next = texts.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return document;
        }

        /** NaN where a token was not scored: a sum without it would be of another text. */
        private static double logLikelihood(AnsweredDocument answered) {
            long[] sum = ExactSums.create(1);
            for (Completion window : answered.windows()) {
                for (int i = 0; i < window.logprobs().length; i++) {
                    boolean scored = window.statuses()[i] == TokenStatus.OK.code();
                    if (!scored || !ExactSums.add(sum, 0, window.logprobs()[i])) {
                        return Double.NaN;
                    }
                }
            }
            return ExactSums.toDouble(sum, 0);
        }
    }
}
