package dev.surprisal.job;

/** Identities of operators in stored state. Never changed, never used twice. */
final class Uids {

    static final String SCORE = "score";
    static final String DOCUMENTS = "aggregate-documents";
    static final String WINDOWS = "aggregate-token-windows";
    static final String SUMMARY = "aggregate-summary";
    static final String ENCODE_DOCUMENTS = "emit-encode-documents";
    static final String ENCODE_WINDOWS = "emit-encode-windows";
    static final String ENCODE_DEAD_LETTERS = "emit-encode-dead-letters";
    static final String ENCODE_SUMMARY = "emit-encode-summary";
    static final String SORT = "emit-sort";
    static final String SINK = "emit-sink";

    static final String LIVE_DOCUMENTS = "aggregate-live-documents";
    static final String PANES = "aggregate-panes";
    static final String KEYS = "aggregate-keys";
    static final String LIVE_WINDOWS = "aggregate-live-windows";
    static final String LEDGER_INGEST = "aggregate-ledger-ingest";
    static final String LEDGER_DOCUMENTS = "aggregate-ledger-documents";
    static final String LEDGER = "aggregate-ledger";
    static final String ENCODE_LATE = "emit-encode-late";
    static final String ENCODE_LEDGER = "emit-encode-ledger";
    static final String DETECT = "detect";
    static final String ENCODE_ALERTS = "emit-encode-alerts";
    static final String ENCODE_BASELINES = "emit-encode-baselines";

    static final String LOSS_PANES = "aggregate-loss-panes";
    static final String LOSS_WINDOWS = "aggregate-loss-windows";
    static final String LOSS_SUMMARY = "aggregate-loss-summary";
    static final String LOSS_LEDGER = "aggregate-loss-ledger";
    static final String LOSS_ADMIT = "aggregate-loss-keys";
    static final String LOSS_SCORES = "aggregate-loss-scores";
    static final String ENCODE_LOSSES = "emit-encode-losses";
    static final String ENCODE_LOSS_SUMMARY = "emit-encode-loss-summary";

    static final String ROLLOUTS = "ingest-rollouts";
    static final String JOIN = "aggregate-join-rollouts";
    static final String REFERENCE_FAILURES = "ask-reference-failures";
    static final String ENCODE_UNMATCHED = "emit-encode-unmatched";
    static final String ENCODE_JOIN = "emit-encode-join";
    static final String ROLLOUT_SCORE = "score-rollouts";
    static final String STEPS = "aggregate-steps";
    static final String STEP_DETECT = "detect-steps";
    static final String ENCODE_STEPS = "emit-encode-steps";
    static final String ENCODE_SCALARS = "emit-encode-scalars";
    static final String SCALARS = "emit-scalars";
    static final String GATE = "emit-gate";

    static final String SCREEN = "emit-screen";

    static final String METRICS = "emit-metrics";

    private Uids() {}
}
