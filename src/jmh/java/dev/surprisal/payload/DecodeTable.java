package dev.surprisal.payload;

import com.sun.management.OperatingSystemMXBean;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Throughput of every decoder: answers of 200 tokens in each format's shape, with the candidates
 * that servers list beside them. Per second of processor time, all threads of the process together,
 * so that other work on the machine shows less. Arguments: words of which a row's name must hold
 * one; none for all rows.
 */
public final class DecodeTable {
    private static final long ROUND_NANOS = 700_000_000L;
    private static final int ROUNDS = 3;
    private static final double AIM = 60e6;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static double sink;

    private DecodeTable() {}

    /** Prints a line for each format. */
    public static void main(String[] args) throws Exception {
        List<DecodeSamples.Sample> samples =
                DecodeSamples.all().stream().filter(sample -> named(sample.name(), args)).toList();
        // Before the first row, what all have in common is compiled.
        for (DecodeSamples.Sample sample : samples) {
            rate(sample.payload().getBytes(StandardCharsets.UTF_8));
        }
        System.out.printf("%-34s %10s %8s%n", "payload", "bytes", "MB/s");
        for (DecodeSamples.Sample sample : samples) {
            byte[] payload = sample.payload().getBytes(StandardCharsets.UTF_8);
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.max(best, rate(payload));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %10d %8.0f%s%n",
                    sample.name(),
                    payload.length,
                    best / 1e6,
                    best < AIM ? "  below 60" : "");
        }
    }

    private static boolean named(String name, String[] words) {
        for (String word : words) {
            if (name.contains(word)) {
                return true;
            }
        }
        return words.length == 0;
    }

    private static double rate(byte[] payload) throws MalformedPayloadException {
        PayloadDecoder decoder = new PayloadDecoder();
        long start = SYSTEM.getProcessCpuTime();
        long bytes = 0;
        while (SYSTEM.getProcessCpuTime() - start < ROUND_NANOS) {
            for (int batch = 0; batch < (1 << 20); batch += payload.length) {
                sink += decode(decoder, payload);
                bytes += payload.length;
            }
        }
        return bytes / ((SYSTEM.getProcessCpuTime() - start) / 1e9);
    }

    private static double decode(PayloadDecoder decoder, byte[] payload)
            throws MalformedPayloadException {
        int tokens = 0;
        Origin origin = new Origin("bench", 0, payload.length, 0);
        PayloadDefaults defaults = new PayloadDefaults(null, "bench");
        for (Completion completion : decoder.decode(payload, 0, payload.length, origin, defaults)) {
            tokens += completion.tokens();
        }
        // Of logits the first token is not scored.
        if (tokens < SampleJson.TOKENS - 1) {
            throw new AssertionError("decoded " + tokens + " tokens");
        }
        return tokens;
    }
}
