package dev.surprisal.job;

import dev.surprisal.ask.Ask;
import dev.surprisal.ask.AskSpec;
import dev.surprisal.ask.MisspelledTextException;
import dev.surprisal.ask.Texts;
import dev.surprisal.ask.UnknownAnswerException;
import dev.surprisal.ask.UnplannableException;
import dev.surprisal.ask.WindowPlanner;
import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.corpus.InvalidDocumentException;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.report.LmEvalWriter;
import dev.surprisal.server.JournalMismatchException;
import dev.surprisal.server.ServerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Texts that a server is to score: files looked at, server tried, journal found. */
public final class Evaluation implements JobInputs {

    private static final Pattern WIKITEXT_FILE =
            Pattern.compile("wiki\\.(test|valid|train)\\.(raw|tokens)(\\.gz|\\.zst)?");

    private final Texts texts;
    private final EvaluationServer server;
    private final AskSpec spec;
    private final long bytes;
    private final EvaluationJournal journal;
    private final Path save;

    private Evaluation(
            Texts texts,
            EvaluationServer server,
            AskSpec spec,
            long bytes,
            EvaluationJournal journal,
            Path save) {
        this.texts = texts;
        this.server = server;
        this.spec = spec;
        this.bytes = bytes;
        this.journal = journal;
        this.save = save;
    }

    /**
     * Looks at the data, tries the server and opens the journal.
     *
     * @param settings of the job
     * @param name of the job, after which a journal is called that has no name of its own
     * @param rescore whether answers come from the journal alone, without a server
     * @param work folder that is deleted after the job
     * @throws RefusedInputException when there is nothing to score, or no server that can
     */
    public static Evaluation prepare(
            EvaluationSettings settings, String name, boolean rescore, Path work)
            throws RefusedInputException, IOException, InterruptedException {
        Texts texts = texts(settings);
        EvaluationServer server = EvaluationServer.of(settings.server(), work);
        try {
            EvaluationJournal journal = EvaluationJournal.of(settings, name, rescore);
            AskSpec spec = AskSpecs.of(settings, server, texts, journal, rescore);
            long bytes = 0;
            for (String file : texts.files()) {
                bytes += Files.size(Path.of(file));
            }
            return new Evaluation(texts, server, spec, bytes, journal, settings.save());
        } catch (RefusedInputException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The data set that settings name. */
    static Texts texts(EvaluationSettings settings) throws RefusedInputException, IOException {
        EvaluationSettings.DataSettings data = settings.data();
        List<String> files = new ArrayList<>();
        for (Path file : FilePatterns.expand(data.files())) {
            String problem = InputFiles.problem(file);
            if (problem != null) {
                throw RefusedInputException.unreadable(file + ": " + problem);
            }
            files.add(file.toString());
        }
        return new Texts(
                files,
                data.format(),
                data.textField(),
                settings.groupBy(),
                data.limit(),
                settings.convention().join());
    }

    /** The data set. */
    public Texts texts() {
        return texts;
    }

    /** How it is scored. */
    public AskSpec spec() {
        return spec;
    }

    /** What was found out before the job, in words, a line each. */
    public List<String> findings() {
        List<String> lines = new ArrayList<>();
        lines.add("server: " + spec.profile().summary());
        lines.addAll(journal.findings());
        return lines;
    }

    /** Adds up what the job would ask. */
    public PlanTotals plan() throws IOException {
        PlanTotals totals = PlanTotals.NONE;
        try (WindowPlanner planner = planner();
                Texts.Reader reader = texts.open()) {
            for (TextDocument next = reader.next(); next != null; next = reader.next()) {
                totals = totals.plus(planner.plan(next, window -> {}));
            }
        }
        return totals;
    }

    private WindowPlanner planner() throws IOException {
        Path tokenizer = spec.tokenizer() == null ? null : Path.of(spec.tokenizer());
        return WindowPlanner.open(spec.convention(), tokenizer, false);
    }

    /** Why texts or server stopped a job, in words; null if it was a bug of ours. */
    public String reason(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ServerFailedException) {
                return "the server failed: " + at.getMessage() + journal.advice();
            }
            if (at instanceof InvalidDocumentException
                    || at instanceof UnknownAnswerException
                    || at instanceof JournalMismatchException) {
                return at.getMessage();
            }
            if (at instanceof UnplannableException || at instanceof MisspelledTextException) {
                return at.getMessage();
            }
        }
        return null;
    }

    /**
     * Writes what is to be saved, and closes the journal: it holds all that the job asked for.
     *
     * @param lmEval folder for lm-eval's files, or null for none
     * @param seconds that the job took
     * @return what was written, in words
     */
    public List<String> finish(Path lmEval, double seconds) throws IOException {
        List<String> written = new ArrayList<>();
        EvaluationFiles out = new EvaluationFiles(this);
        if (save != null) {
            out.saveReference(save);
            written.add("saved: " + save);
        }
        if (lmEval != null) {
            LmEvalWriter.Written files = out.writeLmEval(lmEval, task(), seconds);
            written.add("lm-eval: " + files.results());
            written.add("lm-eval: " + files.samples());
        }
        journal.finish();
        return written;
    }

    /** lm-eval's task for its own data; other data must not pass for WikiText. */
    private String task() {
        String first = String.valueOf(Path.of(texts.files().get(0)).getFileName());
        return WIKITEXT_FILE.matcher(first).matches() ? "wikitext" : first.replaceAll("\\..*", "");
    }

    @Override
    public Ingest ingest(StreamExecutionEnvironment env) {
        return Ingest.ofCompletions(Ask.of(env, texts, spec));
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** None: a plan's windows are there once, and a document closes with its last one. */
    @Override
    public long waitingBytes() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
