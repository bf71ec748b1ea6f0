package dev.surprisal.policy;

import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Roll-outs of known distributions with lists of likeliest tokens. */
final class TopRollouts {

    private TopRollouts() {}

    /** One position: y sampled from p, the k likeliest of both, and y behind them or not. */
    static Rollout position(double[] p, double[] q, int k, int size, int y, boolean added) {
        return of(
                new int[] {y},
                scores(new int[] {y}, p, lists(top(p, k, y, added), p, size)),
                scores(new int[] {y}, q, lists(top(q, k, y, added), q, size)));
    }

    static Rollout of(int[] tokens, RoleScores sampler, RoleScores policy) {
        double[] none = new double[tokens.length];
        Rollout bare = Rollouts.of(none, none, null, 0);
        return new Rollout(
                bare.origin(),
                bare.format(),
                bare.identity(),
                bare.step(),
                null,
                -1,
                null,
                Rollouts.PLAIN,
                tokens,
                bare.mask(),
                sampler,
                policy,
                null,
                bare.reward(),
                bare.goldReward(),
                null,
                null);
    }

    private static RoleScores scores(int[] tokens, double[] of, TopLists top) {
        double[] logprobs = Arrays.stream(tokens).mapToDouble(y -> StrictMath.log(of[y])).toArray();
        return new RoleScores(logprobs, new byte[tokens.length], top);
    }

    private static TopLists lists(long[] tokens, double[] of, int size) {
        double[] logprobs =
                Arrays.stream(tokens).mapToDouble(t -> StrictMath.log(of[(int) t])).toArray();
        return new TopLists(
                size,
                of.length,
                new byte[] {TokenStatus.OK.code()},
                new TopCandidates(new int[] {0, tokens.length}, tokens, logprobs));
    }

    /**
     * The k likeliest, equal ones by the lesser id, and behind them the sampled one, if so: as
     * vLLM.
     */
    private static long[] top(double[] of, int k, int sampled, boolean added) {
        long[] likeliest =
                IntStream.range(0, of.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(t -> -of[t]))
                        .mapToLong(Integer::longValue)
                        .limit(k)
                        .toArray();
        boolean among = !added || Arrays.stream(likeliest).anyMatch(t -> t == sampled);
        long[] tokens = Arrays.copyOf(likeliest, among ? k : k + 1);
        tokens[tokens.length - 1] = among ? likeliest[k - 1] : sampled;
        return tokens;
    }

    /** From flat to nearly sure; now and then with equal masses. */
    static double[] distribution(int size, SplittableRandom random) {
        double sharpness = random.nextDouble(0, 10);
        boolean ties = random.nextInt(4) == 0;
        double[] masses = new double[size];
        for (int i = 0; i < size; i++) {
            double x = random.nextDouble();
            masses[i] = StrictMath.exp(sharpness * (ties ? Math.rint(3 * x) / 3 : x));
        }
        return normalised(masses);
    }

    /** Near p, its mirror image, or another. */
    static double[] other(double[] p, SplittableRandom random) {
        double[] q = new double[p.length];
        switch (random.nextInt(3)) {
            case 0 -> Arrays.setAll(q, i -> p[i] * (1 + 0.3 * random.nextDouble()));
            case 1 -> Arrays.setAll(q, i -> 1e-4 / p[i]);
            default -> {
                return distribution(p.length, random);
            }
        }
        return normalised(q);
    }

    private static double[] normalised(double[] masses) {
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / sum).toArray();
    }

    /** Up to 12 tokens; lists of all kinds, some missing and some that cannot be used. */
    static Rollout random(SplittableRandom random) {
        int tokens = random.nextInt(13);
        int[] ids = new int[tokens];
        Arrays.setAll(ids, i -> random.nextInt(20));
        RoleScores[] roles = new RoleScores[2];
        for (Role role : new Role[] {Role.SAMPLER, Role.POLICY}) {
            double[] logprobs = new double[tokens];
            byte[] statuses = new byte[tokens];
            byte[] ofLists = new byte[tokens];
            int[] offsets = new int[tokens + 1];
            long[] listed = new long[6 * tokens];
            double[] values = new double[6 * tokens];
            for (int i = 0; i < tokens; i++) {
                logprobs[i] = -5 * random.nextDouble();
                TokenStatus[] some = {TokenStatus.OK, TokenStatus.NULL, TokenStatus.POSITIVE};
                TokenStatus status = some[Math.max(0, random.nextInt(6) - 3)];
                ofLists[i] = status.code();
                int length = status == TokenStatus.OK ? 1 + random.nextInt(6) : 0;
                int first = random.nextInt(15);
                offsets[i + 1] = offsets[i] + length;
                for (int j = 0; j < length; j++) {
                    listed[offsets[i] + j] = first + j;
                    values[offsets[i] + j] = -2 - 4 * random.nextDouble();
                }
            }
            TopCandidates lists = new TopCandidates(offsets, listed, values);
            TopLists top = new TopLists(random.nextInt(5), 20, ofLists, lists);
            roles[role.ordinal()] =
                    new RoleScores(logprobs, statuses, random.nextInt(8) == 0 ? null : top);
        }
        return of(ids, roles[0], roles[1]);
    }
}
