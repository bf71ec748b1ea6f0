package dev.surprisal.convention;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * All that a perplexity of a text depends on besides the text, the tokenizer and the model. Two
 * results may be compared when their {@link #fingerprint()}s are equal.
 *
 * <p>{@link Conventions} has those that people quote; {@link #change()} overrides single settings.
 *
 * @param name of the preset that this is, or that it was changed from; not part of the fingerprint
 * @param windowRule how tokens are cut into windows
 * @param maxLength most tokens of a window, a prefix token included; for {@link WindowRule#ROLLING}
 *     most <i>inputs</i>, which are one less than the tokens of its request; 0, only for {@link
 *     WindowRule#WHOLE}: no limit
 * @param reserved tokens that the tool takes off {@code maxLength} before it cuts windows
 * @param context tokens that every window but the first has before its targets, at least 1: of
 *     {@link WindowRule#ROLLING}, 0 for the others
 * @param stride tokens by which a window moves on: of {@link WindowRule#STRIDED}, 0 for the others
 * @param tail what becomes of the last tokens
 * @param prefix what stands before the first token
 * @param prefixId token id of the prefix where {@code prefix} is {@link PrefixToken#ID}, else -1
 * @param scoresFirst whether the first token counts; only with a prefix
 * @param specialTokens whether the tokenizer adds the special tokens that it adds by default, once,
 *     around the whole text; they are tokens like others from then on
 * @param chunkBos whether BOS takes the place of the first token of every window, for tokenizers
 *     that add BOS
 * @param minWindows a text of fewer than this many full windows is refused; 0: none is
 * @param maxWindows windows of a text after which the rest is left out; 0: no limit
 * @param join what stands between documents where all are one text; null: each stands alone
 * @param detokenizer {@code none}, or {@code wikitext}: what is done to a text before tokens are
 *     made of it
 * @param denominator where words and bytes are counted
 * @param aggregate how windows become one perplexity
 */
public record Convention(
        String name,
        WindowRule windowRule,
        int maxLength,
        int reserved,
        int context,
        int stride,
        Tail tail,
        PrefixToken prefix,
        int prefixId,
        boolean scoresFirst,
        boolean specialTokens,
        boolean chunkBos,
        int minWindows,
        int maxWindows,
        String join,
        String detokenizer,
        Denominator denominator,
        Aggregate aggregate)
        implements Serializable {

    /**
     * @throws IllegalArgumentException when settings contradict each other; names the setting, the
     *     value and what is allowed
     */
    public Convention {
        ConventionRules.check(
                windowRule, maxLength, reserved, context, stride, minWindows, maxWindows);
        ConventionRules.checkText(
                windowRule, prefix, prefixId, scoresFirst, chunkBos, detokenizer, aggregate);
    }

    /** {@code maxLength} less what is reserved; 0 where there is no limit. */
    public int windowLength() {
        return maxLength - reserved;
    }

    /** A copy to change single settings of. */
    public ConventionBuilder change() {
        return new ConventionBuilder(this);
    }

    /**
     * The convention as it is for one tokenizer: its prefix is {@link PrefixToken#ID} or {@link
     * PrefixToken#NONE}, and {@code chunkBos} holds only where BOS is added. What {@link
     * WindowPlan} is made from; results keep the fingerprint of the convention itself.
     *
     * @param addsBos whether the tokenizer puts BOS first by default
     * @throws IllegalArgumentException when the tokenizer lacks the token that the prefix needs
     */
    public Convention resolve(OptionalInt bos, OptionalInt eos, boolean addsBos) {
        OptionalInt id =
                switch (prefix) {
                    case NONE -> OptionalInt.empty();
                    case ID -> OptionalInt.of(prefixId);
                    case BOS -> required(bos, "BOS");
                    case EOS -> required(eos, "EOS");
                    case BOS_IF_ANY -> bos;
                    case BOS_ELSE_EOS -> bos.isPresent() ? bos : required(eos, "BOS and no EOS");
                };
        ConventionBuilder resolved = change().chunkBos(chunkBos && addsBos);
        return id.isPresent()
                ? resolved.prefixId(id.getAsInt()).build()
                : resolved.prefix(PrefixToken.NONE).scoresFirst(false).build();
    }

    private OptionalInt required(OptionalInt id, String what) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "convention " + name + ": the tokenizer has no " + what + " token as a prefix");
        }
        return id;
    }

    /** One line that names the preset and every setting. */
    public String describe() {
        return name + ": " + settings();
    }

    /** One line that names every setting, and ends in a hash of it. */
    public String fingerprint() {
        String settings = settings();
        return settings + " #" + hash(settings);
    }

    private String settings() {
        return String.join(
                ", ",
                "window " + word(windowRule),
                "max_length " + (maxLength == 0 ? "none" : maxLength),
                "reserved " + reserved,
                "context " + (context == 0 ? "by rule" : context),
                "stride " + (stride == 0 ? "by rule" : stride),
                "tail " + word(tail),
                "prefix " + (prefix == PrefixToken.ID ? "id " + prefixId : word(prefix)),
                "first " + (scoresFirst ? "scored" : "unscored"),
                "special_tokens " + (specialTokens ? "as tokenizer" : "none"),
                "chunk_bos " + (chunkBos ? "if tokenizer adds it" : "no"),
                "min_windows " + minWindows,
                "max_windows " + (maxWindows == 0 ? "none" : maxWindows),
                "join " + (join == null ? "none" : quoted(join)),
                "detokenizer " + detokenizer,
                "denominator " + word(denominator),
                "aggregate " + word(aggregate));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** On one line, and so that no separator can look like the settings behind it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean plain = c > ' ' && c < 0x7f && c != '"' && c != '\\';
            quoted.append(
                    plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return quoted.append('"').toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
