package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.CHOSEN_MISSING;
import static dev.surprisal.event.TokenStatus.NON_FINITE;
import static dev.surprisal.event.TokenStatus.OK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.LogitRows;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes are promises, and a row is never scored against a token that is not beside it. */
class KServeOutputsTest {

    private static String tensor(String name, String datatype, String shape, String data) {
        return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
                .formatted(name, datatype, shape, data);
    }

    private static String outputs(String... tensors) {
        return "{\"outputs\":[" + String.join(",", tensors) + "]}";
    }

    private static String logits(String shape, String ids) {
        return outputs(
                tensor("logits", "FP32", shape, "[1,2,3,4,5,6]"),
                tensor("token_ids", "INT64", "[" + ids.split(",").length + "]", "[" + ids + "]"));
    }

    private static void assertFault(String payload, String reason) {
        MalformedPayloadException fault = Answers.fault(payload);
        assertTrue(fault.reason().contains(reason), fault.reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[3,2]; 0,1,5; token_ids[2] is 5.0, no token below 2",
                "[3,2]; 0,1,-1; token_ids[2] is -1.0",
                "[3,2]; 0,0.5,1; token_ids[1] is 0.5",
                "[3,2]; 0,1; logits has 3 rows, token_ids 2 tokens",
                "[3,2]; 0,1,0,1,0; logits has 3 rows, token_ids 5 tokens",
                "[3,3]; 0,1,2; holds 6 values, its shape says 9",
                "[2,3,1]; 0,0; no shape of [tokens, vocabulary]",
                "[6]; 0,0; no shape of [tokens, vocabulary]",
                "[3,0]; 0,0; no shape of [tokens, vocabulary]",
                "[2147483647,2147483647]; 0,0; its shape says -1",
                "[1,1,1,1,1,1,1,3,2]; 0,1; more than 8 dimensions",
                "[-3,-2]; 0,1; expected 0 to"
            })
    void shapesAndIdsThatDoNotFitAreRefused(String shape, String ids, String reason) {
        assertFault(logits(shape, ids), reason);
    }

    @Test
    void logitsWithoutIdsAreRefused() {
        assertFault(
                outputs(tensor("logits", "FP32", "[1,2]", "[1,2]")), "logits without token_ids");
    }

    @Test
    void textOfOneTokenHasNothingToScore() throws Exception {
        assertEquals(
                List.of(),
                Goldens.decode(
                        outputs(
                                tensor("logits", "FP32", "[1,2]", "[1,2]"),
                                tensor("token_ids", "INT64", "[1]", "[0]"))));
    }

    @Test
    void nullAndNanAmongLogProbsAreNoValues() throws Exception {
        Completion answer =
                Answers.only(outputs(tensor("log_probs", "FP32", "[3]", "[-1,null,NaN]")));

        assertEquals(List.of(OK, NON_FINITE, NON_FINITE), Answers.statuses(answer));
    }

    @Test
    void sampledTokenThatCannotBeToldIsMissing() throws Exception {
        String maps = "[{\\\"1\\\":{\\\"logprob\\\":-1},\\\"2\\\":{\\\"logprob\\\":-2}}]";

        assertEquals(
                List.of(CHOSEN_MISSING),
                Answers.statuses(
                        Answers.only(
                                outputs(
                                        tensor(
                                                "logprobs",
                                                "BYTES",
                                                "[1]",
                                                "[\"" + maps + "\"]")))));
    }

    @Test
    void brokenStringOfLogProbsIsAFault() {
        assertFault(
                outputs(tensor("logprobs", "BYTES", "[1]", "[\"[{\"]")),
                "logprobs string, at its byte");
    }

    @Test
    void listOfOutputsWithoutDatatypesIsSomebodyElses() {
        assertFault("{\"outputs\":[{\"name\":\"logits\"},3]}", "fits no known format");
        assertFault("{\"outputs\":\"text\"}", "fits no known format");
    }

    @Test
    void longTextIsCutIntoSlicesOfOneDocument() throws Exception {
        int vocabulary = LogitRows.BYTES_MAX / Float.BYTES / 2;
        byte[] rows = new byte[5 * vocabulary * Float.BYTES];
        byte[] ids = new byte[5 * Integer.BYTES];
        String json =
                """
                {"outputs":[{"name":"logits","datatype":"FP32","shape":[5,%d],"parameters":\
                {"binary_data_size":%d}},{"name":"token_ids","datatype":"INT32","shape":[5],\
                "parameters":{"binary_data_size":%d}}]}"""
                        .formatted(vocabulary, rows.length, ids.length);
        ids[4] = 3;
        ids[16] = 9;

        List<Completion> slices = Goldens.decode(bytes(json, rows, ids));

        assertEquals(2, slices.size());
        assertEquals(2, slices.get(1).extent().firstPosition());
        assertEquals(4, slices.get(1).extent().entriesAvailable());
        assertArrayEquals(new int[] {3, 0}, slices.get(0).tokenIds());
        assertArrayEquals(new int[] {0, 9}, slices.get(1).tokenIds());
        assertEquals(json.length(), slices.get(0).rows().offset());
        assertEquals(json.length() + 2 * vocabulary * Float.BYTES, slices.get(1).rows().offset());
    }

    @Test
    void binaryTensorsThatAreCutOrTooLongAreRefused() {
        String json =
                "{\"outputs\":[{\"name\":\"log_probs\",\"datatype\":\"FP32\",\"shape\":[2],"
                        + "\"parameters\":{\"binary_data_size\":8}}]}";

        assertFault(json + "1234567", "take 8 bytes, 7 follow the JSON: truncated");
        assertFault(json + "123456789", "take 8 bytes, 9 follow");
        assertFault(json, "0 follow the JSON: truncated");
        assertFault(json.replace("[2]", "[3]") + "12345678", "its shape says 3 elements");
        assertFault(json.replace("FP32", "FP8") + "12345678", "not read in binary");
        assertFault("[" + json + "]", "binary tensors stand behind no JSON here");
    }

    @Test
    void binaryTensorWithoutANameIsPassedOver() throws Exception {
        String json =
                "{\"outputs\":[{\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}";

        assertEquals(List.of(), Goldens.decode(json + "1234"));
    }

    private static byte[] bytes(String json, byte[]... tensors) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        for (byte[] tensor : tensors) {
            out.writeBytes(tensor);
        }
        return out.toByteArray();
    }
}
