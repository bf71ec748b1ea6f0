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

    private Uids() {}
}
