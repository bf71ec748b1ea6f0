package dev.surprisal.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells stories: the n-th of a seed is the same on every machine ({@link Random} is specified to
 * the bit). Not copied from anywhere.
 */
final class StoryTeller {

    static final List<String> DOMAINS = List.of("farm", "sea", "town");

    private final Grammar grammar = Grammar.ofStories();
    private final Random random;
    private int told;

    StoryTeller(long seed) {
        random = new Random(seed);
    }

    /** The next story; domains take turns. */
    DemoStory next() {
        String domain = DOMAINS.get(told++ % DOMAINS.size());
        Grammar.Story words = grammar.story(domain, random);
        String title = withArticles(words.expand("title"));
        List<DemoStory.Section> sections = new ArrayList<>();
        sections.add(new DemoStory.Section(null, List.of(paragraph(words, "opening"))));
        int more = 1 + random.nextInt(3);
        for (int i = 0; i < more; i++) {
            List<String> paragraphs = new ArrayList<>();
            for (int p = random.nextInt(2); p >= 0; p--) {
                paragraphs.add(paragraph(words, "sentence"));
            }
            if (i == more - 1) {
                paragraphs.add(withArticles(words.expand("ending")));
            }
            sections.add(new DemoStory.Section(withArticles(words.expand("heading")), paragraphs));
        }
        return new DemoStory(domain, title, sections);
    }

    /** As many whole stories as reach {@code charsMin}; every second one as WikiText. */
    List<String> texts(int charsMin) {
        List<String> texts = new ArrayList<>();
        for (int chars = 0; chars < charsMin; chars += texts.get(texts.size() - 1).length()) {
            DemoStory story = next();
            texts.add(texts.size() % 2 == 0 ? story.prose() : story.wikiText());
        }
        return texts;
    }

    private static String withArticles(String text) {
        return text.replaceAll("\\b([Aa]) (?=[aeiou])", "$1n ");
    }

    private String paragraph(Grammar.Story words, String first) {
        return withArticles(
                Stream.concat(
                                Stream.of(first),
                                Stream.generate(() -> "sentence").limit(2 + random.nextInt(5)))
                        .map(words::expand)
                        .collect(Collectors.joining(" ")));
    }
}
