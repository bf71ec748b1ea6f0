package dev.surprisal.payload;

import dev.surprisal.event.Averaging;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TextMeasure;

/**
 * An lm-eval document as a completion without positions: all that is known is of the whole text.
 */
final class LmEvalDocument {
    /** lm-eval asks for raw log-probs, in windows whose length the file does not tell. */
    private static final String CONVENTION = "lm-eval, rolling";

    private LmEvalDocument() {}

    static Completion of(ResponseDraft draft, Origin origin, PayloadDefaults defaults) {
        LmEvalSample sample = draft.sample;
        String name = LmEvalSample.documentName(defaults.documentName(), sample.docId());
        // lm-eval appends to a file that is there: the name is what tells a repeat.
        String requestId = sample.docId() == null ? null : name;
        return new Completion(
                origin,
                SourceFormat.LM_EVAL,
                new Identity(defaults.model(), null, requestId, name, Segment.TEXT, 0, 0),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                CONVENTION,
                new Extent(0, -1, 0, true),
                null,
                new double[0],
                new byte[0],
                null,
                null,
                null,
                null,
                new TextMeasure(
                        LmEvalSample.task(defaults.documentName()),
                        null,
                        sample.words(),
                        sample.bytes(),
                        0 - sample.logLikelihood(),
                        0,
                        Averaging.TOKENS,
                        0,
                        null,
                        null));
    }
}
