package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files of jobs/samples/monitor are what the code makes, and hold what their README.md says;
 * {@code -Dsurprisal.samples.write=true} makes them anew.
 */
class MonitorSamplesTest {

    private static final Path FOLDER = Path.of("jobs/samples/monitor");

    private static final MonitorStream STREAM = new MonitorStream();
    private static final List<List<String>> PARTITIONS = new ArrayList<>();
    private static final List<Completion> COMPLETIONS = new ArrayList<>();
    private static final Map<String, Integer> REASONS = new TreeMap<>();
    private static int ignored;

    /** Reads the files, not what the code would make. */
    @BeforeAll
    static void decode() throws Exception {
        if (Boolean.getBoolean("surprisal.samples.write")) {
            write(STREAM);
        }
        PayloadDecoder decoder = new PayloadDecoder();
        for (int i = 0; i < MonitorPlan.PARTITIONS; i++) {
            List<String> lines = text(i).lines().toList();
            PARTITIONS.add(lines);
            for (String line : lines) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                try {
                    List<Completion> decoded =
                            decoder.decode(
                                    bytes,
                                    0,
                                    bytes.length,
                                    new Origin("responses-" + i, 0, bytes.length, 0),
                                    new PayloadDefaults(null, "line"));
                    COMPLETIONS.addAll(decoded);
                    ignored += decoded.isEmpty() ? 1 : 0;
                } catch (MalformedPayloadException e) {
                    REASONS.merge(e.reason(), 1, Integer::sum);
                }
            }
        }
    }

    private static Path file(int partition) {
        return FOLDER.resolve("responses-" + partition + ".jsonl.gz");
    }

    private static String text(int partition) throws Exception {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file(partition)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(MonitorStream stream) throws Exception {
        Files.createDirectories(FOLDER);
        for (int i = 0; i < MonitorPlan.PARTITIONS; i++) {
            try (OutputStream out = new SmallestGzip(Files.newOutputStream(file(i)))) {
                out.write(stream.partition(i).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(9);
        }
    }

    @Test
    void partitionsAreWhatTheCodeMakes() {
        for (int i = 0; i < MonitorPlan.PARTITIONS; i++) {
            List<String> made = STREAM.partition(i).lines().toList();
            assertEquals(made.size(), PARTITIONS.get(i).size(), file(i).toString());
            for (int line = 0; line < made.size(); line++) {
                assertEquals(made.get(line), PARTITIONS.get(i).get(line), file(i) + " " + line);
            }
        }
    }

    @Test
    void brokenRecordsAreDeadLettersAndNothingElseIs() {
        assertEquals(
                Map.of(
                        "JSON ends too early", 4,
                        "not valid JSON", 4,
                        "payload string, at its byte 0: not valid JSON", 4,
                        "the server answered with an error object, not with tokens", 4,
                        "schema is 'surprisal.payload/9', expected surprisal.payload/1 or ppl.v1",
                                4,
                        "choices[].logprobs.tokens has 2 entries, token_logprobs 1", 4),
                REASONS);
    }

    @Test
    void everyModelSpeaksInItsFormatAndSaysItsRoute() {
        Map<String, Set<String>> formats = new TreeMap<>();
        for (Completion completion : COMPLETIONS) {
            assertEquals("route", completion.envelope().headerNames()[0]);
            formats.computeIfAbsent(key(completion), none -> new HashSet<>())
                    .add(completion.format().label());
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        for (MonitorKey key : MonitorKey.values()) {
            expected.put(key.model + " " + key.route, Set.of(key.format));
        }
        assertEquals(expected, formats);
    }

    @Test
    void repeatsStandInOnePartitionAndInTwo() {
        int within = 0;
        Set<String> seen = new HashSet<>();
        int lines = 0;
        for (List<String> partition : PARTITIONS) {
            Set<String> distinct = withoutPages(partition);
            within += (int) (partition.size() - pages(partition) - distinct.size());
            lines += distinct.size();
            seen.addAll(distinct);
        }
        assertEquals(MonitorStream.REPEATS, within);
        assertEquals(MonitorStream.REPEATS_ACROSS, lines - seen.size());
    }

    private static Set<String> withoutPages(List<String> partition) {
        Set<String> lines = new HashSet<>(partition);
        lines.removeIf(line -> line.startsWith("<html>"));
        return lines;
    }

    private static long pages(List<String> partition) {
        return partition.stream().filter(line -> line.startsWith("<html>")).count();
    }

    @Test
    void lateRecordsAreTwoMinutesBehindTheirPartitionAndTheOthersLessThanOne() {
        Pattern time = Pattern.compile("^\\{\"schema\":\"[^\"]+\",\"event_time\":(\\d+)");
        List<Long> behind = new ArrayList<>();
        for (List<String> partition : PARTITIONS) {
            long clock = 0;
            for (String line : partition) {
                Matcher matcher = time.matcher(line);
                if (matcher.find()) {
                    long millis = Long.parseLong(matcher.group(1));
                    clock = Math.max(clock, millis);
                    behind.add(clock - millis);
                }
            }
        }
        behind.sort(null);
        int late = behind.size() - MonitorStream.LATE;
        assertTrue(behind.get(late - 1) < 60_000, "others " + behind.get(late - 1));
        assertTrue(behind.get(late) > 120_000, "late " + behind.get(late));
    }

    /** Of answers complete in [from, to), in nats a token; NaN if there are none. */
    private static double meanNll(MonitorKey key, long from, long to) {
        double sum = 0;
        long tokens = 0;
        for (Completion completion : COMPLETIONS) {
            long millis = completion.eventTimeMillis();
            if (millis < from || millis >= to || !key(completion).equals(key(key))) {
                continue;
            }
            for (double logprob : completion.logprobs()) {
                sum -= Double.isNaN(logprob) ? 0 : logprob;
                tokens += Double.isNaN(logprob) ? 0 : 1;
            }
        }
        return sum / tokens;
    }

    private static String key(MonitorKey key) {
        return key.model + " " + key.route;
    }

    private static String key(Completion completion) {
        return completion.identity().model() + " " + completion.envelope().headerValues()[0];
    }

    private static double ratio(MonitorKey key, long change) {
        return meanNll(key, change, MonitorPlan.END) / meanNll(key, MonitorPlan.START, change);
    }

    @Test
    void meanNllMovesWhereThePlanSaysAndNowhereElse() {
        for (MonitorKey key : List.of(MonitorKey.B_CHAT, MonitorKey.B_CODE)) {
            double drift = ratio(key, MonitorPlan.DRIFT);
            assertTrue(drift > 1.15 && drift < 1.25, key + " " + drift);
        }
        double sampler = ratio(MonitorKey.A_CODE, MonitorPlan.SAMPLER);
        assertTrue(sampler > 2, "tiny-a code " + sampler);
        // Two standard errors: answers' means scatter by 0.3 of theirs, some 240 against 110.
        assertEquals(1, ratio(MonitorKey.A_CHAT, MonitorPlan.SAMPLER), 0.07);
        assertEquals(1, ratio(MonitorKey.C_CHAT, MonitorPlan.REVISION), 0.07);
        assertEquals(1, ratio(MonitorKey.C_CODE, MonitorPlan.REVISION), 0.07);
    }

    @Test
    void revisionChangesOnceAndOnlyOfTheThirdModel() {
        for (Completion completion : COMPLETIONS) {
            String revision = completion.identity().modelRevision();
            boolean third = completion.identity().model().equals("tiny-c");
            boolean second = third && completion.eventTimeMillis() >= MonitorPlan.REVISION;
            boolean says = third || key(completion).equals("tiny-a chat");
            assertEquals(says ? second ? "r2" : "r1" : null, revision);
        }
    }

    @Test
    void logprobsAreOutForHalfAnHour() {
        assertTrue(
                Double.isNaN(
                        meanNll(MonitorKey.C_CHAT, MonitorPlan.OUTAGE, MonitorPlan.OUTAGE_END)));
        int unmeasured = 0;
        for (Completion completion : COMPLETIONS) {
            boolean nulls = true;
            for (byte status : completion.statuses()) {
                nulls &= TokenStatus.of(status) == TokenStatus.NULL;
            }
            unmeasured += nulls ? 1 : 0;
        }
        assertEquals(STREAM.outages.get(MonitorShapes.Outage.NULL_VALUES), unmeasured);
        assertEquals(
                STREAM.outages.get(MonitorShapes.Outage.NO_FIELD)
                        + STREAM.outages.get(MonitorShapes.Outage.NULL_FIELD),
                ignored);
    }

    @Test
    void thirdModelStopsAndTheOthersGoOn() {
        Map<String, Long> last = new TreeMap<>();
        COMPLETIONS.forEach(c -> last.merge(key(c), c.eventTimeMillis(), Math::max));
        last.forEach(
                (key, millis) -> {
                    long end = key.startsWith("tiny-c") ? MonitorPlan.SILENCE : MonitorPlan.END;
                    assertTrue(millis < end && millis > end - 600_000, key + " " + millis);
                });
        assertEquals(MonitorKey.values().length, last.size());
    }

    @Test
    void readmeSaysWhatIsInTheFiles() throws Exception {
        String readme = Files.readString(FOLDER.resolve("README.md"));
        int lines = PARTITIONS.stream().mapToInt(List::size).sum();
        int dead = REASONS.values().stream().mapToInt(Integer::intValue).sum();
        String ledger = "%d lines = %d completions + %d without log-probs + %d dead letters";
        String expected =
                String.format(Locale.ROOT, ledger, lines, COMPLETIONS.size(), ignored, dead);
        assertTrue(readme.contains(expected), expected);
        for (long time :
                List.of(
                        MonitorPlan.START,
                        MonitorPlan.REVISION,
                        MonitorPlan.DRIFT,
                        MonitorPlan.OUTAGE,
                        MonitorPlan.OUTAGE_END,
                        MonitorPlan.SAMPLER,
                        MonitorPlan.SILENCE,
                        MonitorPlan.END)) {
            String shown = Instant.ofEpochMilli(time).toString().substring(11, 16);
            assertTrue(readme.contains(shown), shown);
        }
    }
}
