package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.TextMeasure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LmEvalSampleTest {

    private static final String PAIRS =
            ",\"word_perplexity\":[LL,18],\"byte_perplexity\":[LL,92],\"bits_per_byte\":[LL,92]}";

    @Test
    void lineIsTheTextMeasureOfItsDocument() throws Exception {
        byte[] line = Goldens.bytes(Goldens.ROOT.resolve("lm_eval/rolling.json"));

        Completion completion = Goldens.decode(line).get(0);
        LmEvalSample sample = LmEvalSample.parse(line);

        assertEquals(0, completion.tokens());
        TextMeasure text = completion.text();
        assertEquals(57.25, text.nll());
        assertEquals(18, text.words());
        assertEquals(92, text.bytes());
        assertEquals("0", sample.docId());
        assertEquals(-57.25, sample.logLikelihood());
        assertTrue(sample.docHash().startsWith("2cbc85"));
        assertTrue(sample.promptHash().startsWith("19b9a7"));
        assertTrue(sample.targetHash().startsWith("19b9a7"));
    }

    @Test
    void documentIsCalledByTheTaskOfItsFileAndItsNumber() throws Exception {
        byte[] line = line("-57.25", "-57.25").getBytes(StandardCharsets.UTF_8);
        PayloadDefaults defaults =
                new PayloadDefaults(
                        null, "m__x/samples_pile_arxiv_2026-08-21T10-00-00.123456.jsonl@4711");

        Completion completion =
                new PayloadDecoder()
                        .decode(line, 0, line.length, new Origin("f", 0, 0, 0), defaults)
                        .get(0);

        assertEquals("m__x/pile_arxiv/5", completion.identity().documentId());
        assertEquals("pile_arxiv", completion.text().group());
        assertEquals("runs/a/5", LmEvalSample.documentName("runs/a.jsonl.gz@12", "5"));
        assertEquals("a/0", LmEvalSample.documentName("a.jsonl", "0"));
        assertNull(LmEvalSample.task("samples_a.jsonl"));
    }

    @ParameterizedTest
    @CsvSource({
        "[[\"-57.25\"]], -57.25, -57.25",
        "[\"-57.25\"], -57.25, -57.25",
        "[-57.25], -57.25, -57.25",
        "\"-5.725e+01\", -57.25, -57.25",
        "[\"-1e+22\"], -1e+22, -1e22",
        "[\"-1e-05\"], -1e-05, -1e-5",
    })
    void everyShapeOfALogLikelihoodIsRead(String resps, String metric, double expected)
            throws Exception {
        LmEvalSample sample =
                LmEvalSample.parse(line(resps, metric).getBytes(StandardCharsets.UTF_8));

        assertEquals(expected, sample.logLikelihood());
    }

    @Test
    void emptyDocumentWeighsOneWordAndNoBytes() throws Exception {
        byte[] line = Goldens.bytes(Goldens.ROOT.resolve("lm_eval/empty_document.json"));

        TextMeasure text = Goldens.decode(line).get(0).text();

        assertEquals(0.0, text.nll());
        assertEquals(1, text.words());
        assertEquals(0, text.bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "\"NaN\", NaN, is NaN",
        "\"-inf\", -Infinity, is -Infinity",
        "\"0.25\", 0.25, above 0",
        "\"0\", 0, echo was ignored",
        "\"-57.0\", -57.25, of filtered_resps in the same line",
        "\"-57.25\", null, another output type",
    })
    void whatCannotBeALogLikelihoodIsRefusedWithItsReason(
            String resps, String metric, String reason) {
        MalformedPayloadException fault =
                assertThrows(
                        MalformedPayloadException.class, () -> Goldens.decode(line(resps, metric)));

        assertTrue(fault.reason().contains(reason), fault.reason());
        assertEquals("lm.eval", fault.format().label());
    }

    @Test
    void multipleChoiceIsRefusedByTheNamesOfItsMetrics() {
        String line =
                """
                {"doc_id":0,"doc":{"query":"q"},"target":"1","arguments":{},\
                "resps":[[["-1.5","False"]],[["-0.5","True"]]],\
                "filtered_resps":[["-1.5","False"],["-0.5","True"]],\
                "filter":"none","metrics":["acc","acc_norm"],"acc":1.0,"acc_norm":1.0}""";

        MalformedPayloadException fault =
                assertThrows(MalformedPayloadException.class, () -> Goldens.decode(line));

        assertTrue(
                fault.reason().contains("another output type (metrics: acc, acc_norm)"),
                fault.reason());
    }

    private static String line(String resps, String metric) {
        return "{\"doc_id\":5,\"doc\":{\"page\":\"a\"},\"filtered_resps\":"
                + resps
                + PAIRS.replace("LL", metric);
    }
}
