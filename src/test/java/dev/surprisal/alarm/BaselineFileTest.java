package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.testing.WatchedWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineFileTest {

    @TempDir Path folder;

    private static BaselineScore baseline(String key, long end, long seed) {
        Random random = new Random(seed);
        BaselineScore baseline = null;
        for (long index = end - 3; index < end; index++) {
            double[] nll = random.doubles(20).map(x -> 1 + 3 * x).toArray();
            double[] gap = random.doubles(20).map(x -> x - 0.5).toArray();
            baseline =
                    Observations.add(
                            baseline,
                            "first 60 documents",
                            WatchedWindow.minute(index)
                                    .key(key)
                                    .revisions("r\"\u2028é")
                                    .nll(nll)
                                    .statistic("gap", gap)
                                    .tokens(TokenStatus.NULL, 7)
                                    .score());
        }
        return Observations.freeze(baseline);
    }

    private static String line(BaselineScore baseline) throws IOException {
        return new ResultEncoder("job").encode(baseline).json();
    }

    @Test
    void whatWasWrittenIsReadToTheBit() throws IOException {
        BaselineScore written = baseline("model=a", 9, 1);
        BaselineScore read = BaselineFile.parse(line(written), "frozen.jsonl");

        assertEquals("frozen.jsonl", read.name());
        assertEquals(written.key(), read.key());
        assertEquals(written.revision(), read.revision());
        assertArrayEquals(written.labels().names(), read.labels().names());
        assertArrayEquals(written.labels().values(), read.labels().values());
        assertEquals(written.startMillis(), read.startMillis());
        assertEquals(written.endMillis(), read.endMillis());
        assertEquals(written.windows(), read.windows());
        assertEquals(60, read.documents());
        assertEquals(written.tokensExpected(), read.tokensExpected());
        assertArrayEquals(written.statuses(), read.statuses());
        assertArrayEquals(written.observation().nllClusters(), read.observation().nllClusters());
        assertArrayEquals(
                written.observation().nllTokens().buckets(),
                read.observation().nllTokens().buckets());
        assertArrayEquals(
                written.observation().nllTokens().counts(),
                read.observation().nllTokens().counts());
        assertEquals(2, read.observation().documentMeans().length);
        for (int i = 0; i < 2; i++) {
            DocumentMeans a = written.observation().documentMeans()[i];
            DocumentMeans b = read.observation().documentMeans()[i];
            assertEquals(a.statistic(), b.statistic());
            assertEquals(a.documents(), b.documents());
            assertArrayEquals(a.sums(), b.sums());
            assertArrayEquals(a.means().buckets(), b.means().buckets());
            assertArrayEquals(a.means().counts(), b.means().counts());
        }
        assertEquals(line(read), line(written).replace("first 60 documents", "frozen.jsonl"));
    }

    @Test
    void theLastBaselineOfAKeyCountsAmongOtherLinesOfAFolder() throws IOException {
        String other = "{\"kind\":\"window\",\"key\":\"model=a\"}\n\n";
        Files.writeString(
                folder.resolve("part-0"),
                other
                        + line(baseline("model=a", 30, 1))
                        + "\r\n"
                        + line(baseline("model=b", 9, 2)));
        Files.writeString(folder.resolve("part-1"), line(baseline("model=a", 9, 3)) + "\n");
        Files.writeString(folder.resolve(".part-2.inprogress"), "{");

        var lines = BaselineFile.lines(folder);
        assertEquals(Set.of("model=a", "model=b"), lines.keySet());
        assertEquals(
                30 * WatchedWindow.MILLIS,
                BaselineFile.parse(lines.get("model=a"), "x").endMillis());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "surprisal.result/1 | surprisal.result/9 | schema is not surprisal.result/1",
                "\"documents\":60,\"tokens | \"documents\":61,\"tokens | documents is not the number",
                "\"documents\":60,\"tokens | \"documents\":-6,\"tokens | documents is negative",
                "\"documents\":60,\"tokens | \"documents\":6.5,\"tokens | documents is not a whole number",
                "\"documents\":60,\"tokens | \"documents\":1e400,\"tokens | documents is not a whole number",
                "\"documents\":60,\"tokens | \"documents\":99999999999999999999,\"tokens | whole number",
                "\"windows\":3 | \"windows\":\"3\" | windows is not a whole number",
                "\"windows\":3, | '' | windows is missing",
                "\"windows\":3 | \"windows\":3,\"windows\":4 | is not JSON",
                "\"nll_clusters\":\"0 | \"nll_clusters\":\" | nll_clusters is not 288 hexadecimal",
                "\"nll_clusters\":\"0 | \"nll_clusters\":\"g | nll_clusters is not 288 hexadecimal",
                "\"nll_tokens\":{\"buckets\":[ | \"nll_tokens\":{\"buckets\":[1, | bucket",
                "\"nll_tokens\":{\"buckets\":[ | \"nll_tokens\":{\"buckets\":[9e99, | no bucket",
                "\"nll_tokens\":{\"buckets\":[ | \"nll_tokens\":{\"buckets\":[[], | no bucket",
                "\"counts\":[ | \"counts\":[0, | buckets and",
                "\"document_means\":[ | \"document_means\":[7, | is missing",
                "\"document_means\":[ | \"document_means\":{\"a\":[ | is not JSON",
                "\"statistic\":\"nll\" | \"statistic\":\"null\" | documents is not the number",
                "\"labels\":{ | \"labels\":{\"x\":{},  | x is not text",
                "\"key\": | \"key\":{},\"kez\": | key is not text",
            })
    void aBrokenBaselineIsRefusedWithItsPlace(String part, String by, String reason)
            throws IOException {
        String good = line(baseline("model=a", 9, 1));
        assertTrue(good.contains(part), part);
        Path file = folder.resolve("broken.jsonl");
        Files.writeString(
                file,
                "\n"
                        + good.replaceFirst(
                                java.util.regex.Pattern.quote(part),
                                java.util.regex.Matcher.quoteReplacement(by))
                        + "\n");

        InvalidBaselineException e =
                assertThrows(InvalidBaselineException.class, () -> BaselineFile.lines(file));
        assertTrue(e.getMessage().startsWith(file + ", line 2: "), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    @Test
    void everyPrefixOfABaselineIsRefused() throws IOException {
        String good = line(baseline("model=a", 9, 1));
        for (int length = 1; length < good.length(); length += 37) {
            String cut = good.substring(0, length);
            assertThrows(InvalidBaselineException.class, () -> BaselineFile.parse(cut, "x"), cut);
        }
    }

    @Test
    void hostileFilesAreRefused() throws IOException {
        Path file = folder.resolve("hostile.jsonl");
        for (String text :
                new String[] {
                    "", "\n", "[]", "null", "{} {}", "[".repeat(100_000), "{\"kind\":\"document\"}"
                }) {
            Files.writeString(file, text);
            assertThrows(InvalidBaselineException.class, () -> BaselineFile.lines(file), text);
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThrows(InvalidBaselineException.class, () -> BaselineFile.lines(file));
        Files.writeString(file, " ".repeat(BaselineFile.LINE_MAX + 1));
        InvalidBaselineException e =
                assertThrows(InvalidBaselineException.class, () -> BaselineFile.lines(file));
        assertTrue(e.getMessage().contains("line 1"), e.getMessage());
        assertThrows(IOException.class, () -> BaselineFile.lines(folder.resolve("absent")));
    }
}
