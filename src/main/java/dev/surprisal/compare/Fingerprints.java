package dev.surprisal.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What differs between two fingerprints, {@code unit=token window="…" … hash=…}. */
final class Fingerprints {

    private static final Pattern FIELD = Pattern.compile("([a-z_]+)=(\"[^\"]*\"|\\S+)");

    /** Unlike tokens leave the text as it is: words and bytes can still be compared. */
    private static final Set<String> OF_TOKENS = Set.of("tokenizer", "vocabulary");

    /**
     * Result of comparing two.
     *
     * @param other differences that make figures incomparable, "window: a, b"; empty if none
     * @param tokens the same where only the tokens are unlike
     */
    record Difference(Set<String> other, Set<String> tokens) {}

    private Fingerprints() {}

    /** One that is not known differs from none: nothing says so. */
    static Difference between(String base, String candidate) {
        Set<String> other = new TreeSet<>();
        Set<String> tokens = new TreeSet<>();
        if (base != null && candidate != null && !base.equals(candidate)) {
            Map<String, String> a = fields(base);
            Map<String, String> b = fields(candidate);
            Set<String> names = new TreeSet<>(a.keySet());
            names.addAll(b.keySet());
            names.remove("hash");
            for (String name : names) {
                if (!Objects.equals(a.get(name), b.get(name))) {
                    String words = name + ": " + a.get(name) + " and " + b.get(name);
                    (OF_TOKENS.contains(name) ? tokens : other).add(words);
                }
            }
            if (other.isEmpty() && tokens.isEmpty()) {
                other.add("fingerprint: " + base + " and " + candidate);
            }
        }
        return new Difference(other, tokens);
    }

    private static Map<String, String> fields(String fingerprint) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher matcher = FIELD.matcher(fingerprint);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return fields;
    }
}
