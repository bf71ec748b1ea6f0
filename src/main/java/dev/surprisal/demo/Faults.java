package dev.surprisal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What goes wrong now; may be changed while requests come in. Thread-safe. */
final class Faults {

    /**
     * One setting of all faults.
     *
     * @param latencyMillis from request to answer, at least
     * @param retryAfterSeconds what Retry-After says with 429 and 503
     * @param rules the first that hits decides
     * @param requests seen under this setting
     */
    private record Setting(
            long latencyMillis,
            long retryAfterSeconds,
            List<FaultRule> rules,
            AtomicLong requests) {}

    private volatile Setting setting;

    Faults(long latencyMillis, List<FaultRule> rules) {
        setting = new Setting(latencyMillis, 0, rules, new AtomicLong());
    }

    /** Counts a request; what happens to it, or null if nothing does. */
    FaultKind next() {
        Setting now = setting;
        long number = now.requests.incrementAndGet();
        for (FaultRule rule : now.rules) {
            if (rule.hits(number)) {
                return rule.kind();
            }
        }
        return null;
    }

    long latencyMillis() {
        return setting.latencyMillis;
    }

    long retryAfterSeconds() {
        return setting.retryAfterSeconds;
    }

    /**
     * Sets everything anew and counts requests from 1 again: {@code {"latency_ms": 50,
     * "retry_after_s": 1, "faults": [{"kind": "429", "every": 5, "times": 3}]}}; what is left out
     * is 0, or none.
     */
    void set(JsonNode body) throws RequestException {
        List<FaultRule> rules = new ArrayList<>();
        try {
            for (JsonNode rule : body.path("faults")) {
                long times = rule.path("times").asLong(Long.MAX_VALUE);
                rules.add(
                        new FaultRule(
                                FaultKind.of(rule.path("kind").asText()),
                                rule.path("every").asLong(1),
                                times));
            }
        } catch (IllegalArgumentException e) {
            throw RequestException.bad(e.getMessage());
        }
        setting =
                new Setting(
                        Math.max(0, body.path("latency_ms").asLong()),
                        Math.max(0, body.path("retry_after_s").asLong()),
                        rules,
                        new AtomicLong());
    }
}
