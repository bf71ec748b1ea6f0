package dev.surprisal.payload;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TopLists;
import java.util.Locale;

/** Checks the fields of a line against each other and makes a record of them. */
final class RolloutAssembler {

    private final RolloutFields fields;
    private final JsonCursor in;
    private final Origin origin;

    RolloutAssembler(RolloutFields fields, JsonCursor in, Origin origin) {
        this.fields = fields;
        this.in = in;
        this.origin = origin;
    }

    DecodedRollout assemble() throws MalformedPayloadException {
        if (fields.schema == null && !fields.nemo) {
            throw in.fault(
                    "no roll-out: neither schema %s nor generation_logprobs"
                            .formatted(RolloutFields.SCHEMA));
        }
        String foreign = fields.foreignKey == null ? fields.nemoKey : fields.foreignKey;
        if (fields.schema != null && foreign != null) {
            throw in.fault(
                    "a roll-out has no key '%s'; what is not ours goes under 'extra'"
                            .formatted(JsonWords.shown(foreign)));
        }
        if (fields.schema == null && fields.step < 0) {
            fields.step = NemoRolloutFields.step(origin.source());
        }
        if (fields.writer >= fields.writers) {
            throw in.fault("writer is %d of %d writers".formatted(fields.writer, fields.writers));
        }
        if (fields.closed || fields.last) {
            return new DecodedRollout(null, close(), fields.recordsBefore);
        }
        return new DecodedRollout(rollout(), null, fields.recordsBefore);
    }

    private StepClose close() throws MalformedPayloadException {
        if (fields.tokenIds != null || !fields.scores.isEmpty() || !fields.tops.isEmpty()) {
            throw in.fault("a record that closes a step has no tokens");
        }
        if (fields.step < 0 && !fields.last) {
            throw in.fault("a record that closes a step has no step");
        }
        return new StepClose(origin, identity(null), fields.step, fields.rollouts, fields.last);
    }

    private RolloutIdentity identity(String id) {
        return new RolloutIdentity(
                fields.run, fields.writer, fields.writers, fields.attempt, fields.sequence, id);
    }

    private Rollout rollout() throws MalformedPayloadException {
        require(fields.step >= 0, "a roll-out has no step");
        require(fields.tokenIds != null, "a roll-out has no token_ids");
        require(
                fields.mask != null,
                "a roll-out has no mask: a 0.0 in its log-probs may be padding");
        require(!fields.scores.isEmpty(), "a roll-out has none of sampler, policy, reference");
        checkLength("mask", fields.mask.size());
        for (Role role : fields.scores.keySet()) {
            checkLength(role.name().toLowerCase(Locale.ROOT), fields.scores.get(role).size());
        }
        checkTops();
        boolean[] mask = mask();
        checkIds(mask);
        new RolloutStandIns(fields, mask).mark();
        return new Rollout(
                origin,
                fields.schema == null ? SourceFormat.NEMO_RL : SourceFormat.NATIVE,
                identity(fields.id),
                fields.step,
                fields.env,
                fields.turn,
                fields.weightVersion,
                sampling(),
                fields.tokenIds.toArray(),
                mask,
                scores(Role.SAMPLER, mask),
                scores(Role.POLICY, mask),
                scores(Role.REFERENCE, mask),
                fields.reward,
                fields.goldReward,
                fields.judgement.judgement(),
                fields.preference.preference(in));
    }

    private void require(boolean holds, String reason) throws MalformedPayloadException {
        if (!holds) {
            throw in.fault(reason);
        }
    }

    private void checkLength(String what, int size) throws MalformedPayloadException {
        int expected = fields.tokenIds.size();
        if (size != expected) {
            throw in.fault("%s has %d entries, token_ids %d".formatted(what, size, expected));
        }
    }

    private void checkTops() throws MalformedPayloadException {
        for (Role role : fields.tops.keySet()) {
            String name = role.name().toLowerCase(Locale.ROOT);
            require(
                    fields.scores.containsKey(role),
                    "a roll-out has %s_top and no %s".formatted(name, name));
            checkLength(name + "_top", fields.tops.get(role).positions());
        }
    }

    private boolean[] mask() {
        boolean[] mask = new boolean[fields.mask.size()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = fields.mask.get(i) == 1 && i < fields.inputLength && !fields.sampleMasked;
        }
        return mask;
    }

    private void checkIds(boolean[] mask) throws MalformedPayloadException {
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] && fields.tokenIds.get(i) < 0) {
                throw in.fault(
                        "token_ids[%d] is %d under mask 1".formatted(i, fields.tokenIds.get(i)));
            }
        }
    }

    private RolloutSampling sampling() throws MalformedPayloadException {
        return new RolloutSampling(
                constant(Distribution.class, "distribution", fields.distribution),
                fields.temperature,
                fields.topP,
                fields.topK,
                fields.sampledBy.equals("other")
                        ? null
                        : constant(Role.class, "sampled_by", fields.sampledBy));
    }

    private <E extends Enum<E>> E constant(Class<E> type, String key, String name)
            throws MalformedPayloadException {
        StringBuilder allowed = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String lower = constant.name().toLowerCase(Locale.ROOT);
            if (lower.equals(name) || name == null && lower.equals("unknown")) {
                return constant;
            }
            allowed.append(allowed.isEmpty() ? "" : ", ").append(lower);
        }
        throw in.fault(
                "%s is '%s', expected one of %s".formatted(key, JsonWords.shown(name), allowed));
    }

    private RoleScores scores(Role role, boolean[] mask) throws MalformedPayloadException {
        TokenColumns columns = fields.scores.get(role);
        if (columns == null) {
            return null;
        }
        RolloutTops tops = fields.tops.get(role);
        TopLists top =
                tops == null ? null : tops.settle(mask, fields.topSize, fields.vocabulary, in);
        return new RoleScores(columns.logprobs(), columns.statuses(), top);
    }
}
