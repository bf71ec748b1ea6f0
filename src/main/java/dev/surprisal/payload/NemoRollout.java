package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;

/**
 * A line of NeMo-RL's {@code train_data_step<N>.jsonl}: {@code generation_logprobs}, one a position
 * of {@code token_ids}, of which {@code token_loss_mask} says which are the policy's own.
 *
 * <p>As of 2026-08 (logger.py, grpo.py). Lines are slices of a batch, so an array may stand in
 * another, and every array is as long as the batch's longest text: positions from {@code
 * input_lengths} on and positions under mask 0 hold 0.0, which is PADDING and not certainty. The
 * mask is therefore required. Python prints bare NaN. {@code prev_logprobs} is passed over here: it
 * is the training policy's side of a comparison, and all 0 where the step skipped it. Missing: id,
 * model and time; {@code idx} tells samples apart. Golden cases: nemo_rl/*.
 */
final class NemoRollout {
    private static final String WHAT = "generation_logprobs";

    private TokenColumns logprobs;
    private GrowingInts mask;
    private GrowingInts tokenIds;
    private int length = Integer.MAX_VALUE;
    private int index;

    private NemoRollout() {}

    private static NemoRollout of(ResponseDraft draft) {
        draft.rollout = draft.rollout == null ? new NemoRollout() : draft.rollout;
        return draft.rollout;
    }

    static void readLogprobs(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        TokenColumns tokens = new TokenColumns();
        in.format(SourceFormat.NEMO_RL);
        BatchOfOne.read(in, WHAT, element -> tokens.read(element, WHAT + "[]"));
        of(draft).logprobs = tokens;
        draft.recognised = true;
    }

    static void readMask(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        GrowingInts mask = new GrowingInts();
        BatchOfOne.read(in, "token_loss_mask", element -> mask.add(flag(element)));
        of(draft).mask = mask;
    }

    private static int flag(JsonCursor in) throws MalformedPayloadException {
        in.claimEntry();
        if (!in.isNumber()) {
            boolean on = in.isTrue();
            if (!on && in.token() != JsonToken.VALUE_FALSE) {
                throw in.wrongType("token_loss_mask[]", "0 or 1");
            }
            return on ? 1 : 0;
        }
        double value = in.number("token_loss_mask[]");
        if (value != 0 && value != 1) {
            throw in.fault("token_loss_mask[] is " + value + ", expected 0 or 1");
        }
        return (int) value;
    }

    static void readTokenIds(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        GrowingInts ids = new GrowingInts();
        if (in.isArray()) {
            TokenIds.readBatch(in, "token_ids", ids);
            of(draft).tokenIds = ids;
        }
        in.skip();
    }

    /** Takes over the ids that were read for a record that this is not. */
    static void adopt(NativeRecord record, ResponseDraft draft) {
        if (draft.rollout != null && record.tokenIds != null) {
            draft.rollout.tokenIds = record.tokenIds;
        }
    }

    static void readLength(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        of(draft).length = scalar(in, "input_lengths", Integer.MAX_VALUE);
    }

    static void readIndex(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        of(draft).index = scalar(in, "idx", 0);
    }

    /** A number, or a batch of one; what is neither is somebody else's key of that name. */
    private static int scalar(JsonCursor in, String what, int absent)
            throws MalformedPayloadException {
        int value = absent;
        if (in.isArray()) {
            while (in.nextElement()) {
                value = in.isNumber() ? count(in.number(what), absent) : value;
                in.skip();
            }
        } else if (in.isNumber()) {
            value = count(in.number(what), absent);
        } else {
            in.skip();
        }
        return value;
    }

    private static int count(double value, int absent) {
        boolean whole = value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value);
        return whole ? (int) value : absent;
    }

    /** Puts the answer together, now that all arrays are in. */
    void end(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (logprobs == null) {
            return;
        }
        in.format(SourceFormat.NEMO_RL);
        if (mask == null) {
            throw in.fault(WHAT + " without token_loss_mask: a 0.0 in it may be padding");
        }
        checkLength(in, "token_loss_mask", mask.size());
        if (tokenIds != null) {
            checkLength(in, "token_ids", tokenIds.size());
        }
        ChoiceDraft choice = new ChoiceDraft();
        choice.index = index;
        choice.finished = true;
        choice.shape(SourceFormat.NEMO_RL, in);
        for (int i = 0; i < logprobs.size(); i++) {
            if (i < length && mask.get(i) == 1) {
                choice.tokens.addFrom(logprobs, i);
            } else {
                choice.tokens.add(Double.NaN, TokenStatus.PADDING);
            }
        }
        choice.tokenIds = tokenIds;
        draft.add(choice, in);
    }

    private void checkLength(JsonCursor in, String what, int size)
            throws MalformedPayloadException {
        if (size != logprobs.size()) {
            throw in.fault("%s has %d entries, %s %d".formatted(what, size, WHAT, logprobs.size()));
        }
    }
}
