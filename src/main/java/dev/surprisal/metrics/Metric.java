package dev.surprisal.metrics;

/**
 * Every metric of the endpoint. The names of counters lack {@code _total} here, which the text
 * format adds. All have the label {@code job_name}.
 */
enum Metric {
    NLL(
            Kind.COUNTER,
            "surprisal_nll_nats",
            "Negative log-likelihood of scored tokens; exp of its rate over that of tokens is"
                    + " perplexity."),
    TOKENS(Kind.COUNTER, "surprisal_tokens", "Scored tokens."),
    DOCUMENTS(Kind.COUNTER, "surprisal_documents", "Closed documents."),
    INCOMPLETE_DOCUMENTS(
            Kind.COUNTER, "surprisal_incomplete_documents", "Of them, those not all arrived."),
    STATUSES(Kind.COUNTER, "surprisal_tokens_by_status", "Tokens by what their value was."),
    ENTROPY(Kind.COUNTER, "surprisal_entropy_nats", "Entropy of full rows."),
    ENTROPY_TOKENS(Kind.COUNTER, "surprisal_entropy_tokens", "Full rows that have an entropy."),
    NLL_HISTOGRAM(Kind.HISTOGRAM, "surprisal_token_nll_nats", "Nll of each scored token."),
    ENTROPY_HISTOGRAM(
            Kind.HISTOGRAM, "surprisal_document_entropy_nats", "Mean entropy of each document."),
    FORWARD_KL_HISTOGRAM(
            Kind.HISTOGRAM,
            "surprisal_token_forward_kl_nats",
            "KL(reference||model) of each token; the sum is over finite ones."),
    REVERSE_KL_HISTOGRAM(
            Kind.HISTOGRAM,
            "surprisal_token_reverse_kl_nats",
            "KL(model||reference) of each token; the sum is over finite ones."),
    EVENT_TIME_LAG(
            Kind.GAUGE,
            "surprisal_event_time_lag_seconds",
            "Clock at the scrape less the latest event time of a closed document."),
    PARTITION_LAG(
            Kind.GAUGE,
            "surprisal_partition_lag_records",
            "Records of a partition that its reader has not taken yet, as of its last fetch."),
    WINDOW_PERPLEXITY(
            Kind.GAUGE, "surprisal_window_perplexity", "Perplexity of the last closed window."),
    WINDOW_LOW(Kind.GAUGE, "surprisal_window_perplexity_low", "Lower end of its 95 % interval."),
    WINDOW_HIGH(Kind.GAUGE, "surprisal_window_perplexity_high", "Upper end of its 95 % interval."),
    WINDOW_COVERAGE(
            Kind.GAUGE, "surprisal_window_coverage", "Scored over expected tokens of that window."),
    WINDOW_RATIO(
            Kind.GAUGE,
            "surprisal_window_perplexity_ratio",
            "Perplexity of that window over its baseline's."),
    WINDOW_END(
            Kind.GAUGE,
            "surprisal_window_end_timestamp_seconds",
            "Event time at which that window ended."),
    ALERTS(Kind.COUNTER, "surprisal_alerts", "Alerts raised."),
    ALERT_FIRING(Kind.GAUGE, "surprisal_alert_firing", "Alerts raised and not resolved."),
    DEAD_LETTERS(
            Kind.COUNTER, "surprisal_dead_letters", "Payloads that could not be used, by reason."),
    LATE(Kind.COUNTER, "surprisal_late", "Completions behind the allowed lateness."),
    DUPLICATES(Kind.COUNTER, "surprisal_duplicates", "Repeats of completions that counted."),
    LEDGER(Kind.COUNTER, "surprisal_ledger", "Both ledgers, by line."),
    LABEL_SETS_DROPPED(
            Kind.COUNTER,
            "surprisal_label_sets_dropped",
            "Updates counted under the value other because there were too many label sets.");

    /** How Prometheus understands a number. */
    enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final Kind kind;
    private final String baseName;
    private final String description;

    Metric(Kind kind, String baseName, String description) {
        this.kind = kind;
        this.baseName = baseName;
        this.description = description;
    }

    Kind kind() {
        return kind;
    }

    /** Without the ending that the text format adds. */
    String baseName() {
        return baseName;
    }

    String description() {
        return description;
    }
}
