package dev.surprisal.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeHistoryTest {

    @TempDir Path folder;

    @Test
    void aLineComesBackToTheBit() throws Exception {
        Random random = new Random(81);
        for (int trial = 0; trial < 1000; trial++) {
            ProbedReplica written = probed("a", trial + 1, random);

            ProbedReplica read = ProbeLines.read(ProbeLines.of(written));

            assertEquals(written.result(), read.result(), "trial " + trial);
            assertArrayEquals(written.state().evidence().parts(), read.state().evidence().parts());
            assertEquals(ProbeLines.of(written), ProbeLines.of(read));
        }
    }

    @Test
    void theLastLineIsWhereAReplicaGoesOn() throws Exception {
        Random random = new Random(82);
        ProbedReplica last = probed("a", 2, random);
        try (ProbeHistory history = ProbeHistory.open(folder)) {
            history.append(List.of(probed("a", 1, random), probed("b", 1, random)));
            history.append(List.of(last, probed("b", 2, random)));
        }

        try (ProbeHistory history = ProbeHistory.open(folder)) {
            assertEquals(last.result(), history.last("a").result());
            assertEquals(2, history.rounds());
            assertEquals(2000, history.lastMillis());
            assertEquals(List.of(), history.findings());
        }
    }

    /** A crash may cut anywhere, and what follows must not stand behind half a line. */
    @Test
    void aLineThatWasCutIsTakenAwayAndSaid() throws Exception {
        Random random = new Random(83);
        try (ProbeHistory history = ProbeHistory.open(folder)) {
            history.append(List.of(probed("a", 1, random)));
            history.append(List.of(probed("a", 2, random)));
        }
        Path file = folder.resolve("probes.jsonl");
        byte[] whole = Files.readAllBytes(file);
        int first = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = first + 1; length < whole.length; length += 37) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (ProbeHistory history = ProbeHistory.open(folder)) {
                assertEquals(1, history.rounds(), "cut at " + length);
                assertEquals(1, history.findings().size());
                history.append(List.of(probed("a", 2, random)));
            }
            try (ProbeHistory history = ProbeHistory.open(folder)) {
                assertEquals(2, history.rounds(), "cut at " + length);
                assertEquals(List.of(), history.findings());
            }
        }
    }

    @Test
    void aBadLineBeforeTheLastIsRefused() throws Exception {
        Path file = folder.resolve("probes.jsonl");
        String good = ProbeLines.of(probed("a", 1, new Random(84)));
        Files.writeString(file, good + "\n{\"kind\":\"probe\"}\n" + good + "\n");

        RefusedProbeException refused =
                assertThrows(RefusedProbeException.class, () -> ProbeHistory.open(folder));

        assertTrue(refused.getMessage().contains("line 2"), refused.getMessage());
    }

    @Test
    void twoProbesDoNotShareAHistory() throws Exception {
        try (ProbeHistory history = ProbeHistory.open(folder)) {
            assertThrows(RefusedProbeException.class, () -> ProbeHistory.open(folder));
            assertEquals(0, history.rounds());
        }
    }

    @Test
    void baselinesComeBackToTheBitAndOnlyForTheirText() throws Exception {
        Path other = Files.writeString(folder.resolve("other.txt"), "Another text.\n");
        Path file = folder.resolve("baseline.jsonl");
        try (ProbeText text = ProbeText.open(null, null)) {
            Baseline written =
                    new Baseline(
                            "a",
                            5,
                            List.of(
                                    Answers.noisy(2, 0.1, new Random(85)),
                                    Answers.noisy(2, 0.1, new Random(86))));
            BaselineFile.write(file, text, List.of(written));

            Baseline read = BaselineFile.read(file, text).get(0);

            assertEquals(written.id(), read.id());
            assertArrayEquals(written.nll(), read.nll());
            assertEquals(written.noise(), read.noise());
            assertEquals(5, read.millis());
        }
        try (ProbeText text = ProbeText.open(other, null)) {
            RefusedProbeException refused =
                    assertThrows(RefusedProbeException.class, () -> BaselineFile.read(file, text));
            assertTrue(refused.getMessage().contains("take a new one"), refused.getMessage());
        }
    }

    @Test
    void otherTokensAreAnotherTokenizer() throws Exception {
        Reading base = Answers.noisy(2, 0, new Random(87));
        Reading longer = Answers.noisy(2, 0, new Random(87));
        longer.tokens()[3]++;
        Reading renamed = Answers.noisy(2, 0, new Random(87));
        renamed.tokenNames()[4] = "ffffffffffffffffffffffff";
        Reading silent = Answers.noisy(2, 0, new Random(87));
        silent.tokenNames()[4] = "";
        try (ProbeText text = ProbeText.open(null, null)) {
            assertEquals(null, Reading.difference(base, silent, text));
            assertTrue(Reading.difference(base, longer, text).contains("another tokenizer"));
            assertTrue(Reading.difference(base, renamed, text).contains("another tokenizer"));
        }
    }

    /** A text that changed would be another measurement under the same name. */
    @Test
    void theShippedTextNeverChanges() throws Exception {
        try (ProbeText text = ProbeText.open(null, null)) {
            assertEquals(30, text.documents());
            assertEquals(
                    "a1bab944f715fc8ca7555ece8719a8c8564753a21947215e1302292ff22f0345",
                    text.hash());
        }
    }

    private static ProbedReplica probed(String replica, long round, Random random)
            throws IOException {
        double[] parts = new double[DifferenceDetector.BETS.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = StrictMath.exp(-300 * random.nextDouble());
        }
        return new ProbedReplica(
                new ProbeResult(
                        round,
                        1000 * round,
                        replica,
                        "http://127.0.0.1:1",
                        "m",
                        ProbeVerdict.values()[random.nextInt(3)],
                        random.nextInt(2) * 1000,
                        "a \"reason\"",
                        "its own baseline",
                        30,
                        6000,
                        random.nextDouble(),
                        random.nextDouble(),
                        random.nextDouble(),
                        Double.NaN,
                        random.nextDouble(),
                        random.nextDouble(),
                        random.nextDouble(),
                        random.nextDouble()),
                new ReplicaState(
                        "b",
                        new DifferenceDetector.Evidence(parts, random.nextDouble(), 1000),
                        random.nextInt(2) * 1000,
                        random.nextInt(3),
                        random.nextInt(3),
                        1000));
    }
}
