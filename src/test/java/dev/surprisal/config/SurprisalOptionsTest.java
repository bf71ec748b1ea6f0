package dev.surprisal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SurprisalOptionsTest {

    @Test
    void optionsAndDefaultsAreTheDocumentedOnes() {
        List<String> lines = new ArrayList<>();
        for (Option<?> option : SurprisalOptions.all()) {
            String value = option.required() ? "required" : String.valueOf(option.defaultValue());
            lines.add(option.path() + " " + value);
        }

        List<String> documented =
                List.of(
                        "version required",
                        "name required",
                        "source.files required",
                        "source.model null",
                        "source.follow false",
                        "source.replay FAST",
                        "source.kafka.servers required",
                        "source.kafka.topics null",
                        "source.kafka.topic_pattern null",
                        "source.kafka.group null",
                        "source.kafka.start COMMITTED",
                        "source.kafka.stop false",
                        "source.kafka.properties {}",
                        "data.files required",
                        "data.format AUTO",
                        "data.text_field text",
                        "data.limit 0",
                        "server.url required",
                        "server.model null",
                        "server.tokenizer null",
                        "server.api_key_env null",
                        "server.concurrency 32",
                        "server.timeout PT2M",
                        "server.attempts 8",
                        "server.top_logprobs 0",
                        "convention.preset lm-eval",
                        "convention.max_length null",
                        "convention.windows null",
                        "convention.context null",
                        "convention.stride null",
                        "convention.tail null",
                        "convention.prefix null",
                        "convention.prefix_id null",
                        "convention.scores_first null",
                        "convention.special_tokens null",
                        "convention.detokenizer null",
                        "convention.denominator null",
                        "convention.aggregate null",
                        "journal null",
                        "save null",
                        "group_by null",
                        "reference.files required",
                        "reference.model null",
                        "window.tokens null",
                        "window.size null",
                        "window.slide null",
                        "window.gap null",
                        "window.lateness PT30S",
                        "window.wait PT5M",
                        "window.idle PT1M",
                        "score.js true",
                        "score.label_smoothing 0.0",
                        "score.focal_gamma 0.0",
                        "score.segment ALL",
                        "score.vocabulary 0",
                        "sinks[].file required",
                        "sinks[].kafka.servers required",
                        "sinks[].kafka.topic required",
                        "sinks[].kafka.properties {}",
                        "sinks[].postgres.url required",
                        "sinks[].postgres.user null",
                        "sinks[].postgres.password_env null",
                        "sinks[].postgres.password_file null",
                        "sinks[].prometheus.host localhost",
                        "sinks[].prometheus.port 9400",
                        "sinks[].alertmanager.url required",
                        "sinks[].webhook.url required",
                        "execution AUTO",
                        "parallelism 0",
                        "limits.payload_bytes 67108864",
                        "limits.keys_max null",
                        "checkpoint.interval required",
                        "checkpoint.directory null",
                        "baseline.documents null",
                        "baseline.file null",
                        "baseline.same_hour_yesterday null",
                        "detect.false_alarms required",
                        "detect.keys_max 100",
                        "detect.silence PT15M",
                        "probe.servers required",
                        "probe.text null",
                        "probe.tokenizer null",
                        "probe.model null",
                        "probe.api_key_env null",
                        "probe.every PT5M",
                        "probe.rounds 0",
                        "probe.directory null",
                        "probe.baseline null",
                        "probe.baseline_runs 3",
                        "probe.false_alarms Rate[count=1, per=PT2160H]",
                        "probe.tolerance 0.005",
                        "probe.concurrency 4",
                        "probe.timeout PT30S",
                        "probe.attempts 3",
                        "probe.alertmanager null",
                        "probe.webhook null",
                        "losses null",
                        "drift.by [env, turn, weight_version]",
                        "drift.kl_of POLICY",
                        "drift.views null",
                        "drift.beta 0.0",
                        "drift.huber 0.0",
                        "drift.ece_bins 10",
                        "drift.preference_beta 0.1",
                        "drift.window 0",
                        "drift.groups_max 100",
                        "drift.limits null",
                        "drift.equality null",
                        "drift.false_alarms 1.0E-4",
                        "drift.overoptimization 10",
                        "drift.scalars null",
                        "drift.gate null",
                        "drift.stop false",
                        "drift.join.files null",
                        "drift.join.topics null",
                        "drift.join.ttl 0",
                        "drift.join.ahead 0",
                        "drift.server.url required",
                        "drift.server.model null",
                        "drift.server.api_key_env null",
                        "drift.server.concurrency 32",
                        "drift.server.timeout PT2M",
                        "drift.server.attempts 8");
        assertEquals(documented, lines);
    }

    @Test
    void everyPathIsItsOwn() {
        List<String> paths = SurprisalOptions.all().stream().map(Option::path).toList();

        assertEquals(paths.size(), new HashSet<>(paths).size());
    }

    @ParameterizedTest
    @MethodSource("dev.surprisal.config.SurprisalOptions#all")
    void everyDescriptionIsOneSentence(Option<?> option) {
        assertTrue(option.description().matches("[A-Z][^.]+\\."), option.description());
    }

    @ParameterizedTest
    @CsvSource({
        "nmae, name",
        "Name, name",
        "sorce, source",
        "refrence, reference",
        "sink, sinks",
        "paralellism, parallelism",
        "checkpoints, checkpoint",
        "label-smoothing, score.label_smoothing",
        "focalGamma, score.focal_gamma",
    })
    void slipIsRecognised(String unknown, String meant) {
        assertEquals(meant, NearestKey.of(unknown, SurprisalOptions.JOB).orElseThrow().path());
    }

    @ParameterizedTest
    @CsvSource({"alarms", "pipeline", "mode", "kafka"})
    void otherWordIsNotTakenForASlip(String unknown) {
        assertTrue(NearestKey.of(unknown, SurprisalOptions.JOB).isEmpty());
    }
}
