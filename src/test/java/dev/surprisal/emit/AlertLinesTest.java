package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Alert;
import dev.surprisal.event.Drift;
import dev.surprisal.event.Labels;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.Severity;
import dev.surprisal.event.WindowScore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AlertLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Alert alert(boolean resolved, long windowStart) {
        return new Alert(
                "0a1b",
                resolved,
                Severity.PAGE,
                "e-sr",
                "nll",
                "up",
                new Labels(new String[] {"model", "route"}, new String[] {"a\"b", ""}),
                windowStart,
                windowStart + 5,
                7,
                2.5,
                2,
                1.6,
                1.5,
                Double.NaN,
                21.5,
                16,
                "nll is up");
    }

    @Test
    void anAlertIsALineOfItsOwnKind() throws IOException {
        ResultLine line = new ResultEncoder("night").encode(alert(false, 10));

        assertEquals(
                "{\"schema\":\"surprisal.result/1\",\"kind\":\"alert\",\"job\":\"night\","
                        + "\"id\":\"0a1b\",\"status\":\"firing\",\"severity\":\"page\","
                        + "\"detector\":\"e-sr\",\"statistic\":\"nll\",\"direction\":\"up\","
                        + "\"labels\":{\"model\":\"a\\\"b\",\"route\":\"\"},"
                        + "\"window_start\":10,\"window_end\":15,\"since\":7,\"value\":2.5,"
                        + "\"baseline\":2.0,\"ratio\":1.6,\"ratio_low\":1.5,\"ratio_high\":null,"
                        + "\"evidence\":21.5,\"threshold\":16.0,\"text\":\"nll is up\"}",
                line.json());
    }

    @Test
    void alertsSortByTimeAndBeforeTheyEnd() throws IOException {
        ResultEncoder encoder = new ResultEncoder("night");
        String begun = encoder.encode(alert(false, 999)).order();
        String over = encoder.encode(alert(true, 999)).order();
        String later = encoder.encode(alert(false, 10_000)).order();
        assertTrue(begun.compareTo(over) < 0 && over.compareTo(later) < 0);
        assertEquals(
                "resolved",
                JSON.readTree(encoder.encode(alert(true, 1)).json()).get("status").asText());
    }

    @Test
    void aWatchedWindowSaysItsLabelsRevisionsAndDrift() throws IOException {
        Drift drift = new Drift("first 9 documents", "r1", 9, 8, 1.5, 1.25, 2, 0.25, Double.NaN);
        JsonNode json = window(new Labels(new String[] {"model"}, new String[] {"a"}), drift);

        assertEquals("{\"model\":\"a\"}", json.get("labels").toString());
        assertEquals("[\"r1\",\"r2\"]", json.get("revisions").toString());
        assertEquals(
                "{\"baseline\":\"first 9 documents\",\"revision\":\"r1\",\"documents\":9,"
                        + "\"perplexity\":8.0,\"ratio\":1.5,\"ratio_low\":1.25,\"ratio_high\":2.0,"
                        + "\"psi\":0.25,\"ks\":null}",
                json.get("drift").toString());
    }

    @Test
    void aWindowOfABoundedJobHasNone() throws IOException {
        JsonNode json = window(null, null);
        assertTrue(!json.has("labels") && !json.has("revisions") && !json.has("drift"));
        assertTrue(window(new Labels(new String[0], new String[0]), null).get("drift").isNull());
    }

    private static JsonNode window(Labels labels, Drift drift) throws IOException {
        JsonLine json = new JsonLine();
        AlertFields.write(
                json,
                new WindowScore(
                        "k",
                        labels,
                        0,
                        0,
                        1,
                        null,
                        null,
                        0,
                        true,
                        0,
                        new String[] {"r1", "r2"},
                        null,
                        null,
                        null,
                        null,
                        drift));
        return JSON.readTree(json.end());
    }
}
