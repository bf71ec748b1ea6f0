package dev.surprisal.demo;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What can go wrong with a scoring request. */
public enum FaultKind {
    /** Status 429 with Retry-After. */
    TOO_MANY_REQUESTS("429"),
    /** Status 500 with vLLM's error body. */
    SERVER_ERROR("500"),
    /** Status 503 without a body worth reading. */
    UNAVAILABLE("503"),
    /** The connection is closed and nothing was sent. */
    RESET("reset"),
    /** Status 200, the last entry of the prompt's log-probs missing. */
    SHORT("short"),
    /** Status 200, the prompt not echoed: only what was generated has log-probs. */
    ECHO_IGNORED("no-echo"),
    /** Status 200, BOS put before the prompt and scored with it. */
    BOS_ADDED("bos"),
    /** Status 200, a page of HTML. */
    HTML("html"),
    /** No answer until the server is closed. */
    HANG("hang");

    private final String label;

    FaultKind(String label) {
        this.label = label;
    }

    /** As options and {@code POST /faults} write it. */
    public String label() {
        return label;
    }

    /**
     * The kind of a label.
     *
     * @throws IllegalArgumentException if there is none, with all that there are
     */
    public static FaultKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "fault "
                                                + label
                                                + " is unknown; there are "
                                                + Arrays.stream(values())
                                                        .map(FaultKind::label)
                                                        .collect(Collectors.joining(", "))));
    }
}
