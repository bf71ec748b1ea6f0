package dev.surprisal.ask;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TextMeasure;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerDialect;

/** What a server answered, as the completion of a window. */
final class Answers {

    private static final byte[] NO_STATUSES = {};
    private static final double[] NO_LOGPROBS = {};

    private Answers() {}

    static Completion completion(AskSpec spec, WindowRequest window, ServerAnswer answer) {
        TextMeasure text =
                window.tokenIds() == null
                        ? ServerTokens.measure(spec.profile(), window, answer)
                        : window.measure();
        int positions = window.tokenIds() == null ? answer.logprobs().length : window.positions();
        boolean placed = text.byteStart() != null && text.byteStart().length > 0;
        long start = placed ? text.byteStart()[0] : 0;
        long covered =
                placed
                        ? text.byteEnd()[text.byteEnd().length - 1] - start
                        : Math.max(0, text.bytes());
        return new Completion(
                new Origin(window.documentId(), start, covered, 0),
                format(spec.profile().dialect()),
                identity(spec, window.documentId()),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                spec.convention().describe(),
                new Extent(window.firstPosition(), positions, positions, true),
                answer.tokenIds(),
                answer.logprobs(),
                answer.statuses(),
                null,
                null,
                null,
                answer.top(),
                text);
    }

    /**
     * A document in which the convention scores nothing: its words and bytes count all the same.
     */
    static Completion nothing(AskSpec spec, String documentId, TextMeasure text) {
        return new Completion(
                new Origin(documentId, 0, 0, 0),
                format(spec.profile().dialect()),
                identity(spec, documentId),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                spec.convention().describe(),
                new Extent(0, 0, 0, true),
                null,
                NO_LOGPROBS,
                NO_STATUSES,
                null,
                null,
                null,
                null,
                text);
    }

    private static Identity identity(AskSpec spec, String documentId) {
        return new Identity(spec.model(), null, null, documentId, Segment.TEXT, 0, 0);
    }

    private static SourceFormat format(ServerDialect dialect) {
        return switch (dialect) {
            case VLLM_PROMPT_LOGPROBS -> SourceFormat.VLLM_PROMPT;
            case VLLM_GENERATE -> SourceFormat.VLLM_GENERATE;
            case SGLANG -> SourceFormat.SGLANG;
            case OPENAI_ECHO -> SourceFormat.OPENAI_COMPLETIONS;
            case TGI -> SourceFormat.TGI;
            case LLAMA_CPP_FORCED -> SourceFormat.LLAMACPP;
        };
    }
}
