package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.atLeast;
import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.NumberTypes.longInteger;
import static dev.surprisal.config.NumberTypes.range;
import static dev.surprisal.config.TextTypes.bool;
import static dev.surprisal.config.TextTypes.oneOf;
import static dev.surprisal.config.TextTypes.path;
import static dev.surprisal.config.TextTypes.paths;
import static dev.surprisal.config.TextTypes.text;
import static dev.surprisal.config.TextTypes.texts;
import static dev.surprisal.config.UnitTypes.duration;
import static dev.surprisal.config.UnitTypes.size;

import dev.surprisal.corpus.DocumentFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Every option of a job file, in the order of conf/surprisal.yaml.
 *
 * <p>The only list there is: reading, error messages, the nearest known key, conf/surprisal.yaml
 * and conf/job.schema.json all follow from it. A new option is one constant here, and a line in
 * {@link JobSettings} that reads it.
 */
public final class SurprisalOptions {

    static final Section JOB = Section.root("A Surprisal job.");

    public static final Option<Integer> VERSION =
            JOB.required("version", integer(1, 1), "1", "Version of this file's format.");

    public static final Option<String> NAME =
            JOB.required("name", text(), "quickstart", "Name of the job, shown with its results.");

    static final Section SOURCE =
            JOB.requiredSection("source", "What is scored: recorded responses and files of rows.");

    public static final Option<List<Path>> SOURCE_FILES =
            SOURCE.required(
                    "files", paths(), "payloads.jsonl", "Files, folders and globs to read.");

    public static final Option<String> SOURCE_MODEL =
            SOURCE.optional(
                    "model",
                    text(),
                    "my-model",
                    "Name of the model where the payload does not give one.");

    static final Section DATA =
            JOB.alternative(
                    SOURCE, "data", "Texts to be scored by a model server, instead of a source.");

    public static final Option<List<Path>> DATA_FILES =
            DATA.required("files", paths(), "wiki.test.raw", "Files, folders and globs to read.");

    public static final Option<DocumentFormat> DATA_FORMAT =
            DATA.option(
                    "format",
                    oneOf(DocumentFormat.class),
                    DocumentFormat.AUTO,
                    "What one document is; auto goes by the file.");

    public static final Option<String> DATA_TEXT_FIELD =
            DATA.option("text_field", text(), "text", "Field of a JSON line that holds the text.");

    public static final Option<Long> DATA_LIMIT =
            DATA.option("limit", longInteger(0), 0L, "Documents to take from the front; 0 is all.");

    static final Section SERVER =
            JOB.companion(DATA, "server", "The model server that scores the texts.");

    public static final Option<List<String>> SERVER_URL =
            SERVER.required(
                    "url",
                    texts(),
                    "http://localhost:8000",
                    "Base URLs of one model's replicas, or demo for a small model of our own.");

    public static final Option<String> SERVER_MODEL = ServerOptions.model(SERVER);

    public static final Option<Path> SERVER_TOKENIZER =
            SERVER.optional(
                    "tokenizer",
                    path(),
                    "tokenizer.json",
                    "The model's tokenizer json, or its folder; the demo brings its own.");

    public static final Option<String> SERVER_API_KEY_ENV = ServerOptions.apiKeyEnv(SERVER);

    public static final Option<Integer> SERVER_CONCURRENCY =
            ServerOptions.concurrency(SERVER, 32, "Requests in flight at the same time.");

    public static final Option<Duration> SERVER_TIMEOUT =
            ServerOptions.timeout(SERVER, Duration.ofMinutes(2));

    public static final Option<Integer> SERVER_ATTEMPTS =
            ServerOptions.attempts(
                    SERVER, 8, "Times that a request is sent before the job gives up.");

    public static final Option<Integer> SERVER_TOP_LOGPROBS =
            SERVER.option(
                    "top_logprobs",
                    integer(0, 1 << 20),
                    0,
                    "Likeliest tokens to ask for at each position, for a saved reference.");

    static final Section CONVENTION =
            JOB.section("convention", "Which tokens count and what they see; preset lm-eval.");

    public static final Option<Path> JOURNAL =
            JOB.optional(
                    "journal",
                    path(),
                    "out/journal",
                    "Folder of the answers so far, from which an interrupted job goes on.");

    public static final Option<Path> SAVE =
            JOB.optional(
                    "save", path(), "out/reference.ref", "File that later models compare with.");

    public static final Option<List<String>> GROUP_BY =
            JOB.optional(
                    "group_by",
                    texts(),
                    "domain",
                    "Field of the data to give figures per value; of responses, what windows are of.");

    static final Section REFERENCE =
            JOB.section("reference", "The model compared against; without it there is no KL.");

    public static final Option<List<Path>> REFERENCE_FILES =
            REFERENCE.required(
                    "files",
                    paths(),
                    "reference.kld",
                    "Files of the same texts under the reference.");

    public static final Option<String> REFERENCE_MODEL =
            REFERENCE.optional(
                    "model",
                    text(),
                    "my-reference",
                    "Name of the reference where the payload does not give one.");

    static final Section WINDOW =
            JOB.section("window", "Scores per window; without it there are none.");

    public static final Option<Long> WINDOW_TOKENS =
            WINDOW.optional(
                    "tokens",
                    longInteger(1),
                    "4096",
                    "Tokens after which a window closes, at the next end of a document.");

    static final Section SCORE = JOB.section("score", "What is computed for each token.");

    public static final Option<Boolean> SCORE_JS =
            SCORE.option(
                    "js",
                    bool(),
                    true,
                    "Also JS divergence and TV to the reference, in a second pass.");

    public static final Option<Double> SCORE_LABEL_SMOOTHING =
            SCORE.option(
                    "label_smoothing",
                    range(0, 1),
                    0.0,
                    "Weight of the uniform part in smoothed cross-entropy; 0 is off.");

    public static final Option<Double> SCORE_FOCAL_GAMMA =
            SCORE.option(
                    "focal_gamma",
                    atLeast(0),
                    0.0,
                    "Exponent of the focal cross-entropy, (1 - p)^gamma times the nll; 0 is off.");

    public static final Option<SegmentChoice> SCORE_SEGMENT =
            SCORE.option(
                    "segment",
                    oneOf(SegmentChoice.class),
                    SegmentChoice.ALL,
                    "Which part of a response is scored.");

    static final Section SINKS =
            JOB.sections(
                    "sinks", "Where results go, one or a list; without it only to the screen.");

    public static final Option<Path> SINK_FILE =
            SINKS.required("file", path(), "out/results", "Directory of JSONL results.");

    public static final Option<Execution> EXECUTION =
            JOB.option(
                    "execution",
                    oneOf(Execution.class),
                    Execution.AUTO,
                    "How Flink runs the job; auto is batch for more than 64 MB of responses.");

    /** The upper bound is Flink's: a job has at most 32768 key groups. */
    public static final Option<Integer> PARALLELISM =
            JOB.option(
                    "parallelism",
                    integer(0, 1 << 15),
                    0,
                    "Parallel tasks; 0 is the number of cores, or on a cluster its default.");

    static final Section LIMITS = JOB.section("limits", "Bounds on what is read.");

    public static final Option<Integer> PAYLOAD_BYTES =
            LIMITS.option(
                    "payload_bytes",
                    size(1, 1 << 30),
                    64 << 20,
                    "Payloads beyond this are dead letters.");

    static final Section CHECKPOINT =
            JOB.section("checkpoint", "State to restart from; without it there is none.");

    /** The lower bound is Flink's. */
    public static final Option<Duration> CHECKPOINT_INTERVAL =
            CHECKPOINT.required(
                    "interval",
                    duration(Duration.ofMillis(10), Duration.ofDays(365)),
                    "10s",
                    "Time between two checkpoints.");

    public static final Option<Path> CHECKPOINT_DIRECTORY =
            CHECKPOINT.optional(
                    "directory",
                    path(),
                    "checkpoints",
                    "Where checkpoints are kept; without it as long as the run, or where the cluster says.");

    static {
        ConventionOptions.declare();
        MonitorOptions.declare();
        LossOptions.declare();
        DriftOptions.declare();
        DATA.shorthand(DATA_FILES);
        SERVER.shorthand(SERVER_URL);
        CONVENTION.shorthand(ConventionOptions.PRESET);
    }

    private SurprisalOptions() {}

    /** Every option, in the order of conf/surprisal.yaml. */
    public static List<Option<?>> all() {
        return JOB.options();
    }
}
