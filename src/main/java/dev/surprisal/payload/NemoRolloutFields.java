package dev.surprisal.payload;

import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.SourceFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NeMo-RL's keys of a roll-out, as of 2026-08: {@code generation_logprobs} are the sampler's,
 * {@code prev_logprobs} the policy's (all 0 where the step skipped them, which counts as none). The
 * step is in the file's name; {@link NemoRollout} has the traps of the arrays.
 */
final class NemoRolloutFields {
    private static final Pattern NAME =
            Pattern.compile("train_data_step(\\d{1,9})\\.jsonl(\\.gz|\\.zst)?$");

    private NemoRolloutFields() {}

    /** Reads the value if the key is one of NeMo-RL's. */
    static boolean read(String key, JsonCursor in, RolloutFields fields)
            throws MalformedPayloadException {
        switch (key) {
            case "generation_logprobs" -> {
                fields.nemo = true;
                in.format(SourceFormat.NEMO_RL);
                fields.scores.put(Role.SAMPLER, columns(key, in));
            }
            case "prev_logprobs" -> fields.scores.put(Role.POLICY, columns(key, in));
            case "reference_policy_logprobs" -> fields.scores.put(Role.REFERENCE, columns(key, in));
            case "token_loss_mask" -> fields.mask = RolloutFields.flags(in, key);
            case "sample_loss_mask" -> fields.sampleMasked = scalar(in, key, 1) == 0;
            case "rewards" -> fields.reward = reward(in, key);
            case "input_lengths" -> fields.inputLength = (int) scalar(in, key, Integer.MAX_VALUE);
            case "idx" -> fields.sequence = (long) Math.max(0, scalar(in, key, 0));
            default -> {
                return false;
            }
        }
        fields.nemoKey = key;
        return true;
    }

    private static TokenColumns columns(String key, JsonCursor in)
            throws MalformedPayloadException {
        TokenColumns columns = new TokenColumns();
        BatchOfOne.read(in, key, element -> columns.read(element, key + "[]"));
        return columns;
    }

    private static Reward reward(JsonCursor in, String key) throws MalformedPayloadException {
        if (!in.isArray()) {
            return RolloutFields.reward(in, key);
        }
        Reward reward = Reward.NONE;
        while (in.nextElement()) {
            reward = RolloutFields.reward(in, key + "[]");
        }
        return reward;
    }

    /** A number, or a batch of one. */
    private static double scalar(JsonCursor in, String key, double absent)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return absent;
        }
        if (!in.isArray()) {
            return in.number(key);
        }
        double value = absent;
        while (in.nextElement()) {
            value = in.number(key + "[]");
        }
        return value;
    }

    /** The step that the file's name says; -1 if it says none. */
    static long step(String source) {
        Matcher name = NAME.matcher(source);
        return name.find() ? Long.parseLong(name.group(1)) : -1;
    }
}
