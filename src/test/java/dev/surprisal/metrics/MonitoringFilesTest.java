package dev.surprisal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard, the rules and the docs name metrics that there are, and all of them. */
class MonitoringFilesTest {

    private static final Pattern NAME = Pattern.compile("(?<![:\\w])surprisal_[a-z0-9_]+");

    @Test
    void rulesReadMetricsThatThereAre() throws IOException {
        JsonNode rules =
                new ObjectMapper(new YAMLFactory())
                        .readTree(Path.of("conf/prometheus-alerts.yaml").toFile())
                        .get("groups")
                        .get(0)
                        .get("rules");

        assertTrue(rules.size() > 8);
        for (JsonNode rule : rules) {
            assertKnown(rule.get("expr").textValue());
        }
    }

    @Test
    void panelsReadMetricsThatThereAre() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Path.of("conf/grafana-dashboard.json").toFile());

        List<JsonNode> expressions = new ArrayList<>(dashboard.findValues("expr"));
        expressions.addAll(dashboard.findValues("definition"));
        assertTrue(expressions.size() > 15);
        expressions.forEach(expression -> assertKnown(expression.textValue()));
        assertEquals("datasource", dashboard.at("/templating/list/0/type").textValue());
        for (JsonNode panel : dashboard.get("panels")) {
            assertEquals("${datasource}", panel.at("/datasource/uid").textValue());
        }
    }

    @Test
    void everyMetricIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("docs/SINKS.md"));
        for (Metric metric : Metric.values()) {
            assertTrue(docs.contains("`" + exposed(metric) + "`"), exposed(metric));
        }
    }

    private static void assertKnown(String expression) {
        Set<String> known = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            known.add(exposed(metric));
            if (metric.kind() == Metric.Kind.HISTOGRAM) {
                known.addAll(
                        List.of(
                                exposed(metric) + "_bucket",
                                exposed(metric) + "_sum",
                                exposed(metric) + "_count"));
            }
        }
        Matcher name = NAME.matcher(expression);
        assertTrue(name.find(), expression);
        do {
            assertTrue(known.contains(name.group()), name.group() + " in " + expression);
        } while (name.find());
    }

    private static String exposed(Metric metric) {
        return metric.baseName() + (metric.kind() == Metric.Kind.COUNTER ? "_total" : "");
    }
}
