package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The files of jobs/samples/demo are what the code makes; {@code -Dsurprisal.samples.write=true}
 * makes them anew.
 */
class DemoSamplesTest {

    private static final Path FOLDER = Path.of("jobs/samples/demo");

    // Weights have seeds from 0 up, so nothing here was ever trained on.
    private static final long ARTICLES_SEED = -1;
    private static final long LINES_SEED = -2;

    @Test
    void tokenizerIsTheOneThatTheStoriesGive() throws Exception {
        assertIsFile(
                "tokenizer/tokenizer.json",
                TokenizerFile.tokenizerJson(DemoLanguage.trainTokenizer()));
        assertIsFile("tokenizer/tokenizer_config.json", TokenizerFile.configJson());
    }

    @Test
    void storiesAreFortyArticlesInWikiTextsLayout() throws Exception {
        StoryTeller teller = new StoryTeller(ARTICLES_SEED);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(teller.next().wikiText());
        }
        assertIsFile("stories.txt", text.toString());
        assertEquals(40, Pattern.compile("(?m)^ = [^=]+ = $").matcher(text).results().count());
        assertTrue(text.length() > 30_000 && text.length() < 90_000, "chars " + text.length());
    }

    @Test
    void linesHaveATextADomainAndAnId() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        StoryTeller teller = new StoryTeller(LINES_SEED);
        StringBuilder lines = new StringBuilder();
        Map<String, Integer> domains = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            DemoStory story = teller.next();
            int number = domains.merge(story.domain(), 1, Integer::sum);
            ObjectNode line = mapper.createObjectNode();
            line.put("id", String.format(Locale.ROOT, "%s-%02d", story.domain(), number));
            line.put("domain", story.domain()).put("text", story.prose());
            lines.append(mapper.writeValueAsString(line)).append('\n');
        }
        assertIsFile("stories.jsonl", lines.toString());
        assertEquals(Map.of("farm", 10, "sea", 10, "town", 10), domains);
    }

    private static void assertIsFile(String name, String text) throws Exception {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("surprisal.samples.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text, name);
    }
}
