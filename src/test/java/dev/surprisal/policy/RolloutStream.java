package dev.surprisal.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recorded stream of jobs/samples/rollouts: what {@link RolloutModel}'s policy generates over
 * the steps of {@link RolloutPlan}, in the lines of two writers. The same bytes on every machine.
 */
final class RolloutStream {

    private static final long SEED = 20260708;
    private static final int TOOL_TOKENS = 4;

    /** Number of a completion, over all writers, and how its record is broken. */
    private static final Map<Integer, String> BROKEN =
            Map.of(
                    100, "uneven",
                    700, "uneven",
                    150, "no mask",
                    200, "NaN reward",
                    800, "NaN reward",
                    250, "empty",
                    850, "empty",
                    300, "padded with 1",
                    350, "padded with 0",
                    400, "-inf reference");

    /** A completion that comes a step after its own was closed. */
    static final int LATE = 450;

    final List<List<String>> lines = new ArrayList<>();
    private final Map<String, RolloutModel> models =
            Map.of("math", new RolloutModel("math"), "code", new RolloutModel("code"));
    private final Random random = new Random(SEED);
    private final RolloutLabels labels = new RolloutLabels();
    private int number;
    private double logRatio;
    private String late;

    RolloutStream() {
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            lines.add(new ArrayList<>());
        }
        for (int step = 0; step < RolloutPlan.STEPS; step++) {
            step(step);
        }
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            int step = RolloutPlan.STEPS - 1;
            put(writer, "\"step\":" + step + ",\"closed\":true,\"last\":true,\"rollouts\":0");
        }
    }

    private void step(int step) {
        int[] written = new int[RolloutPlan.WRITERS];
        int first = number;
        String[] records = new String[RolloutPlan.COMPLETIONS_A_STEP];
        double[] logRatios = new double[RolloutPlan.COMPLETIONS_A_STEP];
        for (int i = 0; i < records.length; i++, number++) {
            // Half of each writer's are of either environment.
            String env = i / 2 % 2 == 0 ? "math" : "code";
            records[i] = completion(step, env) + labels.judge(env, step, number);
            logRatios[i] = logRatio;
        }
        labels.pair(step, records, logRatios);
        for (int i = 0; i < records.length; i++) {
            int writer = i % RolloutPlan.WRITERS;
            if (first + i == LATE) {
                late = records[i];
                continue;
            }
            written[writer]++;
            put(writer, records[i]);
        }
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            put(writer, "\"step\":" + step + ",\"closed\":true,\"rollouts\":" + written[writer]);
        }
        if (late != null) {
            put(LATE % RolloutPlan.WRITERS, late);
            late = null;
        }
    }

    private void put(int writer, String fields) {
        List<String> own = lines.get(writer);
        own.add(
                "{\"schema\":\"surprisal.rollout/1\",\"run\":\"demo\",\"writer\":"
                        + writer
                        + ",\"writers\":2,\"attempt\":0,\"seq\":"
                        + own.size()
                        + ","
                        + fields
                        + "}");
    }

    private String completion(int step, String env) {
        int own = 12 + random.nextInt(13);
        // A turn of code begins with what the tool said, which is not the policy's.
        int turn = env.equals("code") ? random.nextInt(3) : 0;
        int tool = turn == 0 ? 0 : TOOL_TOKENS;
        Tokens tokens = tokens(step, env, tool, own);
        double reward = RolloutPlan.reward(env, step) + 0.1 * random.nextGaussian();
        double gold = RolloutPlan.gold(env, step) + 0.1 * random.nextGaussian();
        String broken = BROKEN.getOrDefault(number, "");
        boolean lists = number % RolloutPlan.COMPLETIONS_A_STEP == 0 && broken.isEmpty();
        logRatio = tokens.logRatio();
        return labels(step, env, turn)
                + tokens.fields(broken)
                + (lists ? tokens.lists() : "")
                + ",\"reward\":"
                + (broken.equals("NaN reward") ? "\"NaN\"" : decimals(reward))
                + ",\"gold_reward\":"
                + decimals(gold);
    }

    private static String labels(int step, String env, int turn) {
        boolean cut = RolloutPlan.cuts(step);
        return "\"step\":%d,\"env\":\"%s\",\"turn\":%d,\"weight_version\":%d,"
                        .formatted(step, env, turn, RolloutPlan.weightVersion(step))
                + "\"distribution\":\"%s\",\"temperature\":1.0,\"top_p\":%s,\"top_k\":0,"
                        .formatted(cut ? "processed" : "raw", cut ? "0.9" : "1.0");
    }

    private Tokens tokens(int step, String env, int tool, int own) {
        RolloutModel model = models.get(env);
        Tokens tokens = new Tokens(tool, tool + own);
        int before = 0;
        for (int i = 0; i < tool + own; i++) {
            int context = before % RolloutModel.CONTEXTS;
            double[] sampler = model.sampler(env, step, context);
            int token = draw(sampler);
            tokens.ids[i] = token;
            tokens.likely[i] = sampler;
            tokens.sampler[i] = StrictMath.log(sampler[token]);
            tokens.policy[i] = StrictMath.log(model.policy(env, step, context)[token]);
            tokens.reference[i] = StrictMath.log(model.reference(context)[token]);
            before = token;
        }
        return tokens;
    }

    private int draw(double[] p) {
        double left = random.nextDouble();
        for (int i = 0; i < p.length; i++) {
            left -= p[i];
            if (left < 0) {
                return i;
            }
        }
        // Rounding left a little: the last token that can be.
        return IntStream.range(0, p.length).filter(i -> p[i] > 0).max().orElseThrow();
    }

    /** Of one completion, the first ones under mask 0. */
    private static final class Tokens {
        final int tool;
        final int[] ids;
        final double[] sampler;
        final double[] policy;
        final double[] reference;
        final double[][] likely;

        Tokens(int tool, int count) {
            this.tool = tool;
            ids = new int[count];
            sampler = new double[count];
            policy = new double[count];
            reference = new double[count];
            likely = new double[count][];
        }

        double logRatio() {
            return IntStream.range(tool, ids.length)
                    .mapToDouble(i -> policy[i] - reference[i])
                    .sum();
        }

        String lists() {
            return RolloutLabels.lists(tool, likely);
        }

        String fields(String broken) {
            int count = broken.equals("empty") ? 0 : ids.length;
            String mask = ints(count, i -> i < tool ? 0 : 1);
            return "\"token_ids\":"
                    + ints(count, i -> pads(broken, i) ? 0 : ids[i])
                    + (broken.equals("no mask") ? "" : ",\"mask\":" + mask)
                    + ",\"sampler\":"
                    + numbers(broken.equals("uneven") ? count - 1 : count, broken, sampler)
                    + ",\"policy\":"
                    + numbers(count, broken, policy)
                    + ",\"reference\":"
                    + (broken.equals("-inf reference")
                            ? numbers(count, broken, reference).replaceAll(",[^,]*]", ",\"-inf\"]")
                            : numbers(count, broken, reference));
        }

        private boolean pads(String broken, int i) {
            return broken.startsWith("padded") && i >= ids.length - 3;
        }

        private String numbers(int count, String broken, double[] logprobs) {
            String pad = broken.endsWith("1") ? "1.0" : "0.0";
            return IntStream.range(0, count)
                    .mapToObj(
                            i -> {
                                boolean blank = i < tool || pads(broken, i);
                                return blank ? pad : decimals(logprobs[i]);
                            })
                    .collect(Collectors.joining(",", "[", "]"));
        }

        private static String ints(int count, IntToDoubleFunction value) {
            return IntStream.range(0, count)
                    .mapToObj(i -> Integer.toString((int) value.applyAsDouble(i)))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** Three decimals, which is what keeps the files small. */
    static String decimals(double x) {
        return Double.toString(Math.round(x * 1000) / 1000.0);
    }
}
