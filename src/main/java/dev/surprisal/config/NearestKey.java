package dev.surprisal.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what the author of an unknown key most likely meant. */
final class NearestKey {

    private NearestKey() {}

    /** A sibling whose name is a slip away, or else the same name elsewhere. */
    static Optional<Entry> of(String unknown, Section section) {
        String name = normalised(unknown);
        Entry nearest = null;
        int least = Integer.MAX_VALUE;
        for (Entry sibling : section.entries()) {
            int distance = distance(name, normalised(sibling.name()));
            if (distance < least) {
                least = distance;
                nearest = sibling;
            }
        }
        return nearest != null ? Optional.of(nearest) : elsewhere(name);
    }

    private static Optional<Entry> elsewhere(String name) {
        return SurprisalOptions.JOB.options().stream()
                .filter(option -> normalised(option.name()).equals(name))
                .map(option -> (Entry) option)
                .findFirst();
    }

    /**
     * Edits between two names, or the greatest integer where they are too many to be a slip: half
     * of a short word is another word, except where two letters are swapped, which is two edits.
     */
    private static int distance(String unknown, String known) {
        int longer = Math.max(unknown.length(), known.length());
        int most =
                sameLetters(unknown, known)
                        ? 2
                        : Math.min(Math.max(2, known.length() / 4), (longer - 1) / 2);
        // A distance is at least the difference in length; checked first, as keys may be huge.
        if (longer - Math.min(unknown.length(), known.length()) > most) {
            return Integer.MAX_VALUE;
        }
        int distance = new LevenshteinDistance(most).apply(unknown, known);
        return distance < 0 ? Integer.MAX_VALUE : distance;
    }

    private static boolean sameLetters(String a, String b) {
        return a.length() == b.length()
                && Arrays.equals(a.chars().sorted().toArray(), b.chars().sorted().toArray());
    }

    /** labelSmoothing and label-smoothing are label_smoothing. */
    private static String normalised(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }
}
