package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Provenance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** Makes and merges {@link Provenance}: what a score is of, and whether two may be compared. */
final class Provenances {

    /** Stands for a fingerprint where documents of unlike conventions were added up. */
    static final String MIXED = "mixed";

    private static final int HASH_DIGITS = 8;

    private Provenances() {}

    /** What a completion's score is of. */
    static Provenance of(CompletionScore score) {
        String convention =
                "unit=token window=\""
                        // Quotes stand around it in the line.
                        + score.convention().replace('"', '\'')
                        + "\" segment="
                        + score.identity().segment()
                        + " distribution="
                        + score.distribution()
                        + " vocabulary="
                        + (score.vocabulary() == 0 ? "unstated" : score.vocabulary())
                        + tokenizer(score);
        return new Provenance(
                score.identity().model(),
                score.referenceModel(),
                score.distribution(),
                score.convention(),
                score.identity().segment(),
                score.vocabulary(),
                convention + " hash=" + hash(convention));
    }

    /** Only where one is known: unlike tokenizers are not comparable by the token. */
    private static String tokenizer(CompletionScore score) {
        boolean known = score.text() != null && score.text().tokenizer() != null;
        return known ? " tokenizer=" + score.text().tokenizer() : "";
    }

    /** What both are of: null, or for the fingerprint "mixed", where they disagree. */
    static Provenance merge(Provenance a, Provenance b) {
        if (a == null || a.equals(b)) {
            return b;
        }
        boolean alike = a.fingerprint().equals(b.fingerprint());
        return new Provenance(
                same(a.model(), b.model()),
                same(a.reference(), b.reference()),
                same(a.distribution(), b.distribution()),
                same(a.convention(), b.convention()),
                same(a.segment(), b.segment()),
                a.vocabulary() == b.vocabulary() ? a.vocabulary() : 0,
                alike ? a.fingerprint() : MIXED);
    }

    private static <T> T same(T a, T b) {
        return Objects.equals(a, b) ? a : null;
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
