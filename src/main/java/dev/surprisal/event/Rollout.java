package dev.surprisal.event;

/**
 * One completion of a training step with what up to three models say of its tokens. Arrays are
 * [tokens]; positions under mask 0 (prompt, tool output, padding) are PADDING in every role.
 *
 * @param origin where the bytes came from
 * @param format NATIVE or NEMO_RL
 * @param identity which record it is
 * @param step of training, from 0; the event time
 * @param env name of the environment or task; null if not said
 * @param turn of a conversation, from 0; -1 if not said
 * @param weightVersion of the weights that sampled it, as the trainer writes it; null if not said
 * @param sampling how its tokens were sampled
 * @param tokenIds of each position
 * @param mask whether the position is a token of the policy's own
 * @param sampler null if the record has none
 * @param policy null if the record has none
 * @param reference null if the record has none, which is normal: without a KL penalty there is none
 * @param reward the one that is trained on
 * @param goldReward a held-out one, which is not trained on
 * @param judgement null if the record has neither a judge nor a label
 * @param preference null if the record is of no pair
 */
public record Rollout(
        Origin origin,
        SourceFormat format,
        RolloutIdentity identity,
        long step,
        String env,
        int turn,
        String weightVersion,
        RolloutSampling sampling,
        int[] tokenIds,
        boolean[] mask,
        RoleScores sampler,
        RoleScores policy,
        RoleScores reference,
        Reward reward,
        Reward goldReward,
        Judgement judgement,
        Preference preference) {

    /** What that role says; null if it is not in the record. */
    public RoleScores scores(Role role) {
        // No switch: it would need a class of its own, and this package holds records and enums.
        return role == Role.SAMPLER ? sampler : role == Role.POLICY ? policy : reference;
    }

    /** Tokens of the policy's own, whether they have log-probs or not; 0 of an empty completion. */
    public int length() {
        int length = 0;
        for (boolean own : mask) {
            length += own ? 1 : 0;
        }
        return length;
    }
}
