package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.atLeast;
import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.NumberTypes.range;
import static dev.surprisal.config.TextTypes.bool;
import static dev.surprisal.config.TextTypes.oneOf;
import static dev.surprisal.config.TextTypes.path;
import static dev.surprisal.config.TextTypes.paths;
import static dev.surprisal.config.TextTypes.texts;

import dev.surprisal.policy.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The options of jobs over roll-outs, as part of {@link SurprisalOptions}. */
final class DriftOptions {

    private static final int STEPS_MAX = 1 << 20;

    private static final ScalarType<View> VIEW =
            new ScalarType<>(
                    views(),
                    DriftOptions::view,
                    View::label,
                    TextTypes.schema("string", "minLength", 1));

    private static final ScalarType<DriftLimit> LIMIT =
            new ScalarType<>(
                    DriftLimit.ALLOWED,
                    scalar -> DriftLimit.parse(scalar.string()),
                    DriftLimit::text,
                    TextTypes.schema("string", "minLength", 1));

    static final Section DRIFT =
            SurprisalOptions.JOB.section(
                    "drift", "Roll-outs of a trainer by step, instead of responses.");

    static final Option<List<String>> BY =
            DRIFT.option(
                    "by",
                    texts(),
                    List.of("env", "turn", "weight_version"),
                    "Groups beside all together: env, turn, weight_version, or several with +.");

    static final Option<KlRole> KL_OF =
            DRIFT.option(
                    "kl_of",
                    oneOf(KlRole.class),
                    KlRole.POLICY,
                    "Whose log-probs are compared with the reference's.");

    static final Option<List<View>> VIEWS =
            DRIFT.optional(
                    "views",
                    new ListType<>("one or a list of " + views(), VIEW),
                    "[verl, trl]",
                    "Trainers whose keys are given too, with their clamps and reductions.");

    static final Option<Double> BETA =
            DRIFT.option(
                    "beta",
                    atLeast(0),
                    0.0,
                    "Weight of a nat of KL in penalised rewards; 0 is none.");

    static final Option<Double> HUBER =
            DRIFT.option(
                    "huber",
                    atLeast(0),
                    0.0,
                    "Where Huber's loss of log-prob gaps turns linear, nats; 0 is none.");

    static final Option<Integer> ECE_BINS =
            DRIFT.option("ece_bins", integer(1, 1000), 10, "Bins of a judge's calibration error.");

    static final Option<Double> PREFERENCE_BETA =
            DRIFT.option(
                    "preference_beta",
                    range(0.001, 1000),
                    0.1,
                    "Weight of a nat in preference losses of pairs: DPO's beta.");

    static final Option<Integer> WINDOW =
            DRIFT.option(
                    "window", integer(0, STEPS_MAX), 0, "Steps of a window; 0 gives no windows.");

    static final Option<Integer> GROUPS_MAX =
            DRIFT.option(
                    "groups_max",
                    integer(1, 1 << 16),
                    100,
                    "Most groups with lines of their own; further ones are one, other.");

    static final Option<List<DriftLimit>> LIMITS =
            DRIFT.optional(
                    "limits",
                    new ListType<>("one or a list of " + DriftLimit.ALLOWED, LIMIT),
                    "[kl <= 0.05, entropy >= 0.5]",
                    "Budgets, by completion; going over one is a page.");

    static final Option<List<String>> EQUALITY =
            DRIFT.optional(
                    "equality",
                    texts(),
                    "mismatch",
                    "Pairs that are to be one model, mismatch or reference; not so is a page.");

    static final Option<Double> FALSE_ALARMS =
            DRIFT.option(
                    "false_alarms",
                    range(0, 1),
                    0.0001,
                    "Pages a step that may be false, of all groups and budgets together.");

    static final Option<Integer> OVEROPTIMIZATION =
            DRIFT.option(
                    "overoptimization",
                    integer(0, STEPS_MAX),
                    10,
                    "Steps compared with as many before: reward up, KL up, gold down; 0 is off.");

    static final Option<Path> SCALARS =
            DRIFT.optional(
                    "scalars",
                    path(),
                    "out/scalars",
                    "Folder of JSON lines with the step and flat keys, as run loggers take them.");

    static final Option<Path> GATE =
            DRIFT.optional(
                    "gate", path(), "out/gate.json", "File that appears with the first page.");

    static final Option<Boolean> STOP =
            DRIFT.option(
                    "stop",
                    bool(),
                    false,
                    "Whether a job without an end ends with the first page.");

    static final Section JOIN =
            DRIFT.section("join", "A second stream of the same completions, for roles it has.");

    static final Option<List<Path>> JOIN_FILES =
            JOIN.optional(
                    "files", paths(), "policy/*.jsonl.gz", "Files, folders and globs to read.");

    static final Option<List<String>> JOIN_TOPICS =
            JOIN.optional(
                    "topics", texts(), "policy", "Topics instead, of the same brokers as source.");

    static final Option<Integer> JOIN_TTL =
            JOIN.option(
                    "ttl",
                    integer(0, STEPS_MAX),
                    0,
                    "Steps that a roll-out without a partner waits behind its own.");

    static final Option<Integer> JOIN_AHEAD =
            JOIN.option(
                    "ahead",
                    integer(0, STEPS_MAX),
                    0,
                    "Steps that one stream may be ahead of the other; 0 is any number.");

    static final Section SERVER =
            DRIFT.section("server", "A server of the reference, asked where a record has none.");

    static final Option<List<String>> SERVER_URL =
            SERVER.required(
                    "url", texts(), "http://localhost:8000", "Base URLs of one model's replicas.");

    static final Option<String> SERVER_MODEL = ServerOptions.model(SERVER);

    static final Option<String> SERVER_API_KEY_ENV = ServerOptions.apiKeyEnv(SERVER);

    static final Option<Integer> SERVER_CONCURRENCY =
            ServerOptions.concurrency(SERVER, 32, "Requests in flight at the same time.");

    static final Option<Duration> SERVER_TIMEOUT =
            ServerOptions.timeout(SERVER, Duration.ofMinutes(2));

    static final Option<Integer> SERVER_ATTEMPTS =
            ServerOptions.attempts(
                    SERVER,
                    8,
                    "Times that a request is sent before a roll-out stays without reference.");

    static {
        SERVER.shorthand(SERVER_URL);
    }

    private DriftOptions() {}

    private static String views() {
        return Arrays.stream(View.values()).map(View::label).collect(Collectors.joining(", "));
    }

    private static View view(Scalar scalar) throws Unreadable {
        String label = scalar.string();
        for (View view : View.values()) {
            if (view.label().equals(label)) {
                return view;
            }
        }
        throw new Unreadable("is no view");
    }

    /** Called while {@link SurprisalOptions} is initialised: declares what stands above. */
    static void declare() {
        // Loading the class is all that it takes.
    }
}
