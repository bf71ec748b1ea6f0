package dev.surprisal.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Expands the symbols of grammar.txt, where the notation is described.
 *
 * <p>Alternatives are drawn skewed towards the earlier ones, so that word frequencies fall off as
 * they do in language. Immutable.
 */
final class Grammar {

    private final Map<String, String[]> alternatives;

    private Grammar(Map<String, String[]> alternatives) {
        this.alternatives = alternatives;
    }

    /** The grammar of the demo. */
    static Grammar ofStories() {
        try (InputStream in = Grammar.class.getResourceAsStream("grammar.txt");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return of(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Grammar of(List<String> lines) {
        Map<String, String[]> alternatives = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf(" = ");
            if (equals > 0 && line.charAt(0) != '#') {
                String[] given = line.substring(equals + 3).split(" \\| ", -1);
                alternatives.put(line.substring(0, equals), given);
            }
        }
        return new Grammar(alternatives);
    }

    /** Words of one story; what is bound once stays bound in it. */
    Story story(String domain, Random random) {
        return new Story(domain, random);
    }

    /** Expansion in the course of one story. Not thread-safe. */
    final class Story {
        private final String domain;
        private final Random random;
        private final Map<String, String> bound = new HashMap<>();

        private Story(String domain, Random random) {
            this.domain = domain;
            this.random = random;
        }

        /** The words that {@code symbol} stands for, apart by single spaces. */
        String expand(String symbol) {
            if (!symbol.startsWith("$")) {
                return fill(draw(symbol));
            }
            String earlier = bound.get(symbol);
            if (earlier != null) {
                return earlier;
            }
            String words = fill(draw(symbol));
            bound.put(symbol, words);
            return words;
        }

        private String draw(String symbol) {
            String[] given = alternatives.get(domain + "." + symbol);
            if (given == null) {
                given = alternatives.get(symbol);
            }
            if (given == null) {
                throw new IllegalArgumentException("grammar.txt has no symbol " + symbol);
            }
            double u = random.nextDouble();
            return given[(int) ((0.4 + 0.6 * u) * u * given.length)];
        }

        private String fill(String template) {
            StringBuilder words = new StringBuilder();
            int at = 0;
            for (int open = template.indexOf('<'); open >= 0; open = template.indexOf('<', at)) {
                int close = template.indexOf('>', open);
                words.append(template, at, open)
                        .append(expand(template.substring(open + 1, close)));
                at = close + 1;
            }
            return words.append(template, at, template.length()).toString();
        }
    }
}
