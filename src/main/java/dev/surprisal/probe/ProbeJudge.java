package dev.surprisal.probe;

import java.time.Instant;

/** Turns an answer into a verdict. Pure: the same answers in the same order, the same verdicts. */
final class ProbeJudge {

    private static final double NONE = Double.NaN;

    private final ProbeSettings settings;
    private final double weight;

    /**
     * A judge.
     *
     * @param weight expected false alarms that one probe of one replica may add
     */
    ProbeJudge(ProbeSettings settings, double weight) {
        this.settings = settings;
        this.weight = weight;
    }

    /** What a probe says after those before it. */
    ProbedReplica judge(
            Replica replica, long round, long millis, ProbeAnswer answer, ReplicaState before) {
        return answer.reading() == null
                ? unreadable(replica, round, millis, answer, before)
                : tested(replica, round, millis, answer, before);
    }

    private static ProbedReplica unreadable(
            Replica replica, long round, long millis, ProbeAnswer answer, ReplicaState before) {
        ReplicaState after = before.unread(millis);
        return new ProbedReplica(
                new ProbeResult(
                        round,
                        millis,
                        replica.name(),
                        replica.url().toString(),
                        "",
                        ProbeVerdict.UNREADABLE,
                        after.unreadableSince(),
                        answer.reason(),
                        comparedWith(replica, answer.baseline()),
                        0,
                        0,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        NONE),
                after);
    }

    private ProbedReplica tested(
            Replica replica, long round, long millis, ProbeAnswer answer, ReplicaState given) {
        Baseline baseline = answer.baseline();
        ReplicaState before = given.against(baseline.id());
        PairedReading paired = PairedReading.of(baseline, answer.reading());
        double allowed = baseline.noise() + StrictMath.log1p(settings.tolerance());
        double difference = paired.difference();
        double gathered = NONE;
        ReplicaState after;
        if (before.changedSince() == 0) {
            DifferenceDetector.Evidence evidence =
                    new DifferenceDetector(allowed, weight)
                            .with(before.evidence(), paired.differences(), millis);
            gathered = evidence.total();
            after = before.tested(evidence);
        } else {
            after = before.watched(difference <= allowed, settings.resolveAfter());
        }
        ProbeVerdict verdict = after.changedSince() == 0 ? ProbeVerdict.SAME : ProbeVerdict.CHANGED;
        return new ProbedReplica(
                new ProbeResult(
                        round,
                        millis,
                        replica.name(),
                        replica.url().toString(),
                        answer.reading().model(),
                        verdict,
                        after.changedSince(),
                        "",
                        comparedWith(replica, baseline),
                        paired.documents(),
                        paired.tokens(),
                        paired.perplexity(),
                        paired.baselinePerplexity(),
                        paired.ratio(),
                        paired.low(),
                        paired.high(),
                        difference,
                        allowed,
                        gathered),
                after);
    }

    private static String comparedWith(Replica replica, Baseline baseline) {
        if (baseline == null) {
            return "";
        }
        boolean own = baseline.replica().equals(replica.name());
        int runs = baseline.runs().size();
        return "%s baseline of %s, %d run%s"
                .formatted(
                        own ? "its own" : baseline.replica() + "'s",
                        Instant.ofEpochMilli(baseline.millis()),
                        runs,
                        runs == 1 ? "" : "s");
    }
}
