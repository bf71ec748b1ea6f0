package dev.surprisal.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * 128 bits of a SHA-256 over what was asked: dialect, model, prompt as it is sent, first position
 * asked for, number of top log-probs. Two requests of one key get one answer, whatever convention
 * asks, and where the answer covers the whole prompt, whatever part of it is scored.
 *
 * @param high first eight bytes
 * @param low next eight bytes
 */
public record RequestKey(long high, long low) {
    static final int HEX_LENGTH = 32;

    /** Before any field, so that another choice of fields never meets these keys. */
    private static final String VERSION = "surprisal.request/1";

    /** The key of a prompt as it would be sent to a server of that profile. */
    public static RequestKey of(ServerProfile profile, ScoringPrompt prompt) {
        return of(profile.dialect(), profile.model(), sent(profile, prompt));
    }

    /** A prompt with that of ids and text alone which goes to the server. */
    static ScoringPrompt sent(ServerProfile profile, ScoringPrompt prompt) {
        return new ScoringPrompt(
                profile.tokenIds() ? prompt.tokenIds() : null,
                profile.tokenIds() ? null : prompt.text(),
                prompt.scoredFrom(),
                prompt.topLogprobs());
    }

    static RequestKey of(ServerDialect dialect, String model, ScoringPrompt sent) {
        MessageDigest digest = sha256();
        field(digest, VERSION);
        field(digest, dialect.label());
        field(digest, model == null ? "" : model);
        int[] ids = sent.tokenIds();
        if (ids == null) {
            field(digest, sent.text());
        } else {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (ids.length + 1));
            bytes.putInt(-1 - ids.length);
            bytes.asIntBuffer().put(ids);
            digest.update(bytes.array());
        }
        ByteBuffer numbers = ByteBuffer.allocate(2 * Integer.BYTES);
        numbers.putInt(dialect.firstAsked(sent)).putInt(sent.topLogprobs());
        digest.update(numbers.array());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new RequestKey(hash.getLong(), hash.getLong());
    }

    private static void field(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** 32 hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    @Override
    public String toString() {
        return hex();
    }
}
