package dev.surprisal.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered once is never asked again, whatever happened to the process or the file. */
class ResponseJournalTest {
    private static final ServerProfile VLLM =
            new ServerProfile(
                    ServerDialect.VLLM_PROMPT_LOGPROBS, "toy", true, false, 1, 4096, 0, "");

    @TempDir Path folder;

    private static int[] ids(int seed) {
        return new int[] {seed, seed + 1, 2 * seed, 7};
    }

    private static ScoringPrompt prompt(int seed) {
        return ScoringPrompt.ofTokens(ids(seed), 2, 0);
    }

    /** With the newlines that a server may print. */
    private static byte[] body(int seed) {
        return SpokenDialect.vllm(ids(seed), 0, true).getBytes(StandardCharsets.UTF_8);
    }

    private static JournalEntry entry(int seed) throws Exception {
        ServerAnswer answer = ServerAnswer.of(VLLM.dialect(), prompt(seed), body(seed));
        return JournalEntry.of(VLLM, "wiki \"1\"\n", seed, 3 * seed - 1, prompt(seed), answer);
    }

    private static byte[] stored(int seed) {
        return new String(body(seed), StandardCharsets.UTF_8)
                .replace('\n', ' ')
                .getBytes(StandardCharsets.UTF_8);
    }

    private ResponseJournal open() throws IOException {
        return ResponseJournal.open(folder, "job 1", JournalSync.standard());
    }

    private void write(int from, int to) throws Exception {
        try (ResponseJournal journal = open()) {
            for (int seed = from; seed < to; seed++) {
                assertTrue(journal.append(entry(seed)));
            }
        }
    }

    private List<Path> files() throws IOException {
        return JournalFiles.in(folder);
    }

    private static RequestKey key(int seed) {
        return RequestKey.of(VLLM, prompt(seed));
    }

    @Test
    void answersAreFoundAgainInThisRunAndTheNext() throws Exception {
        try (ResponseJournal journal = open()) {
            assertNull(journal.lookup(key(5)));
            journal.append(entry(5));
            assertArrayEquals(stored(5), journal.lookup(key(5)));
        }
        write(6, 8);
        try (ResponseJournal journal = open()) {
            for (int seed = 5; seed < 8; seed++) {
                byte[] found = journal.lookup(key(seed));
                assertArrayEquals(stored(seed), found);
                ServerAnswer answer = ServerAnswer.of(VLLM.dialect(), prompt(seed), found);
                ServerDialectTest.assertScored(ids(seed), 2, answer);
            }
            assertNull(journal.lookup(key(8)));
            assertEquals(3, journal.stored().size());
        }
        assertEquals(2, files().size());
    }

    /** The promise that score reads it: header ignored, prompts scored, nothing refused. */
    @Test
    void everyLineIsAPayloadLikeAnyOther() throws Exception {
        write(3, 6);
        List<String> lines = Files.readAllLines(files().get(0));
        assertEquals(4, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i).getBytes(StandardCharsets.UTF_8);
            List<Completion> read =
                    new PayloadDecoder()
                            .decode(
                                    line,
                                    0,
                                    line.length,
                                    new Origin("journal", 0, line.length, 0),
                                    new PayloadDefaults(null, "line"));
            assertEquals(i == 0 ? 0 : 1, read.size());
            if (i > 0) {
                Completion prompt = read.get(0);
                assertEquals(Segment.PROMPT, prompt.identity().segment());
                assertEquals("wiki \"1\"\n/" + (i + 2) + "#prompt", prompt.identity().documentId());
                assertEquals("toy", prompt.identity().model());
                assertArrayEquals(ids(i + 2), prompt.tokenIds());
                assertEquals(SpokenDialect.logprob(ids(i + 2), 3), prompt.logprobs()[3]);
            }
        }
    }

    @Test
    void aFileThatEndsAnywhereLosesOnlyItsLastLine() throws Exception {
        write(1, 4);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        int lastLine =
                1
                        + new String(whole, StandardCharsets.ISO_8859_1)
                                .lastIndexOf('\n', whole.length - 2);
        for (int length = lastLine; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            boolean complete = length == whole.length;
            boolean cut = !complete && length > lastLine;
            try (StoredAnswers read = StoredAnswers.open(folder)) {
                assertEquals(complete ? 3 : 2, read.size(), "cut at " + length);
                assertEquals(cut ? 1 : 0, read.cutLines());
                assertEquals(0, read.corruptLines());
            }
            try (ResponseJournal journal = open()) {
                assertEquals(
                        complete ? lastLine : whole.length, complete ? lastLine : whole.length);
                assertEquals(complete ? whole.length : lastLine, Files.size(file));
                assertArrayEquals(stored(2), journal.lookup(key(2)));
            }
        }
        assertEquals(List.of(file), files());
    }

    @Test
    void afterACutTheMissingAnswerIsWrittenAgainAndOnlyThat() throws Exception {
        write(1, 4);
        Path first = files().get(0);
        byte[] whole = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(whole, whole.length - 9));
        try (ResponseJournal journal = open()) {
            for (int seed = 1; seed < 4; seed++) {
                assertEquals(seed == 3, journal.append(entry(seed)), "seed " + seed);
            }
            assertEquals(2, journal.stored().repeated());
        }
        try (StoredAnswers read = StoredAnswers.open(folder)) {
            assertEquals(3, read.size());
            assertEquals(0, read.repeated());
            assertArrayEquals(stored(3), read.lookup(key(3)));
        }
    }

    @Test
    void aFileThatWasCutBeforeItsHeaderEndedHoldsNothing() throws Exception {
        Files.writeString(folder.resolve("journal-000001.jsonl"), "{\"schema\":\"surp");
        Files.createFile(folder.resolve("journal-000002.jsonl"));
        write(1, 2);
        assertEquals("journal-000003.jsonl", files().get(2).getFileName().toString());
        try (StoredAnswers read = StoredAnswers.open(folder)) {
            assertEquals(1, read.size());
            assertEquals(0, read.cutLines());
        }
    }

    /** Every byte of a line in the middle, damaged in turn. */
    @Test
    void aDamagedLineIsPassedOverAndToldOf() throws Exception {
        write(1, 4);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int from = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        int to = text.indexOf('\n', from);
        for (int at = from; at < to; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            if (damaged[at] == '\n') {
                continue;
            }
            Files.write(file, damaged);
            try (StoredAnswers read = StoredAnswers.open(folder)) {
                assertEquals(2, read.size(), "damaged at " + at);
                assertEquals(1, read.corruptLines());
                assertTrue(read.messages().get(0).contains("byte " + from + " is damaged"));
                assertNull(read.lookup(key(2)));
                assertArrayEquals(stored(3), read.lookup(key(3)));
            }
        }
    }

    @Test
    void theJournalOfAnotherJobIsRefusedButMayBeRead() throws Exception {
        write(1, 2);
        JournalMismatchException e =
                assertThrows(
                        JournalMismatchException.class,
                        () -> ResponseJournal.open(folder, "job 2", JournalSync.never()));
        assertTrue(e.getMessage().contains("its fingerprint is job 1, this job's is job 2"));
        try (StoredAnswers any = StoredAnswers.open(folder)) {
            assertArrayEquals(stored(1), any.lookup(key(1)));
        }
    }

    @Test
    void ofTwoAnswersToOneKeyTheFirstCounts() throws Exception {
        write(1, 2);
        Path file = files().get(0);
        JournalEntry first = entry(1);
        byte[] later =
                new String(body(1), StandardCharsets.UTF_8)
                        .replace("cmpl-1", "cmpl-2")
                        .getBytes(StandardCharsets.UTF_8);
        JournalEntry second =
                new JournalEntry(
                        first.key(),
                        first.documentId(),
                        first.window(),
                        first.firstPosition(),
                        first.dialect(),
                        first.model(),
                        first.prompt(),
                        later);
        Files.write(file, JournalLine.of(second), StandardOpenOption.APPEND);
        try (StoredAnswers read = StoredAnswers.open(folder)) {
            assertEquals(1, read.size());
            assertEquals(1, read.repeated());
            assertArrayEquals(stored(1), read.lookup(key(1)));
        }
        try (JournalReader reader = new JournalReader(folder)) {
            assertArrayEquals(stored(1), reader.next().body());
            assertNull(reader.next());
        }
    }

    @Test
    void twoWritersAndManyThreadsLoseNothing() throws Exception {
        int each = 200;
        try (ResponseJournal one = open();
                ResponseJournal two = open()) {
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                ResponseJournal journal = writer % 2 == 0 ? one : two;
                int base = 1 + writer * each;
                writers.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        append(journal, base + i);
                                    }
                                }));
            }
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();
            // A third that opens meanwhile must not cut what the others have.
            try (ResponseJournal three = open()) {
                assertEquals(6 * each, three.stored().size());
            }
        }
        assertEquals(2, files().size());
        int read = 0;
        try (JournalReader reader = new JournalReader(folder)) {
            for (JournalEntry e = reader.next(); e != null; e = reader.next()) {
                assertArrayEquals(stored(e.window()), e.body());
                read++;
            }
            assertEquals(0, reader.passedOver());
        }
        assertEquals(6 * each, read);
    }

    private static void append(ResponseJournal journal, int seed) {
        try {
            journal.append(entry(seed));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void entriesComeBackAsTheyWereAsked() throws Exception {
        ScoringPrompt text = new ScoringPrompt(null, "Größe \u0000 \ud83d\ude00\n", 1, 3);
        JournalEntry ofText =
                new JournalEntry(
                        RequestKey.of(ServerDialect.OPENAI_ECHO, null, text),
                        "d",
                        0,
                        -1,
                        ServerDialect.OPENAI_ECHO,
                        null,
                        text,
                        "{}".getBytes(StandardCharsets.UTF_8));
        try (ResponseJournal journal = open()) {
            journal.append(entry(9));
            journal.append(ofText);
        }
        try (JournalReader reader = new JournalReader(folder)) {
            JournalEntry first = reader.next();
            assertEquals(key(9), first.key());
            assertEquals("wiki \"1\"\n", first.documentId());
            assertEquals(9, first.window());
            assertEquals(26, first.firstPosition());
            assertEquals(VLLM.dialect(), first.dialect());
            assertEquals("toy", first.model());
            assertArrayEquals(ids(9), first.prompt().tokenIds());
            assertNull(first.prompt().text());
            assertEquals(2, first.prompt().scoredFrom());
            assertEquals(first.key(), RequestKey.of(VLLM, first.prompt()));

            JournalEntry second = reader.next();
            assertEquals(text, second.prompt());
            assertEquals(-1, second.firstPosition());
            assertNull(second.model());
            assertEquals("{}", new String(second.body(), StandardCharsets.UTF_8));
            assertNull(reader.next());
        }
    }

    @Test
    void aKeyTellsAllThatChangesTheAnswerAndNothingElse() {
        ServerDialect vllm = ServerDialect.VLLM_PROMPT_LOGPROBS;
        ServerDialect sglang = ServerDialect.SGLANG;
        ScoringPrompt asked = ScoringPrompt.ofTokens(new int[] {1, 2, 3}, 1, 0);
        RequestKey key = RequestKey.of(vllm, "m", asked);
        assertNotEquals(key, RequestKey.of(sglang, "m", asked));
        assertNotEquals(key, RequestKey.of(vllm, "n", asked));
        assertNotEquals(key, RequestKey.of(vllm, null, asked));
        assertNotEquals(
                key, RequestKey.of(vllm, "m", ScoringPrompt.ofTokens(new int[] {1, 2}, 1, 0)));
        assertNotEquals(
                key, RequestKey.of(vllm, "m", ScoringPrompt.ofTokens(new int[] {1, 2, 3}, 1, 5)));
        assertNotEquals(key, RequestKey.of(vllm, "m", ScoringPrompt.ofText("\1\2\3", 0)));

        ScoringPrompt tail = ScoringPrompt.ofTokens(new int[] {1, 2, 3}, 2, 0);
        assertEquals(key, RequestKey.of(vllm, "m", tail));
        assertNotEquals(RequestKey.of(sglang, "m", asked), RequestKey.of(sglang, "m", tail));
    }

    @Test
    void aHundredThousandAnswersTakeFewBytesOfMemory() {
        JournalIndex index = new JournalIndex();
        for (int i = 0; i < 100_000; i++) {
            RequestKey key = key(i);
            assertTrue(index.add(key.high(), key.low(), 1 + i % 3, 1L << 33 | i, i));
        }
        for (int i = 0; i < 100_000; i++) {
            RequestKey key = key(i);
            int slot = index.find(key.high(), key.low());
            assertEquals(1 + i % 3, index.file(slot));
            assertEquals(1L << 33 | i, index.offset(slot));
            assertEquals(i, index.length(slot));
            assertFalse(index.add(key.high(), key.low(), 9, 9, 9));
        }
        RequestKey missing = key(100_001);
        assertTrue(index.find(missing.high(), missing.low()) < 0);
        assertEquals(100_000, index.size());
        assertTrue(index.bytes() <= 100_000 * 74L, "bytes: " + index.bytes());
    }

    @Test
    void aLineLongerThanTheBufferIsReadWhole() throws Exception {
        byte[] large =
                ("{\"id\":\"" + "x".repeat(5 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        JournalEntry small = entry(1);
        JournalEntry long1 =
                new JournalEntry(key(2), "d", 0, 0, VLLM.dialect(), "toy", prompt(2), large);
        try (ResponseJournal journal = open()) {
            journal.append(small);
            journal.append(long1);
            journal.append(entry(3));
        }
        try (StoredAnswers read = StoredAnswers.open(folder)) {
            assertEquals(3, read.size());
            assertArrayEquals(large, read.lookup(key(2)));
            assertArrayEquals(stored(3), read.lookup(key(3)));
        }
    }

    @Test
    void nothingIsWrittenAfterClosing() throws Exception {
        ResponseJournal journal = open();
        journal.append(entry(1));
        journal.close();
        assertThrows(IOException.class, () -> journal.append(entry(2)));
        journal.close();
    }
}
