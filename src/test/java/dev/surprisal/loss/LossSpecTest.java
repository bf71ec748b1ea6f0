package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LossSpecTest {

    @ParameterizedTest
    @CsvSource({
        "mse, mse",
        "huber, huber_delta_1",
        "huber( 1.50 ), huber_delta_1.5",
        "huber(delta=2), huber_delta_2",
        "bce, bce",
        "bce(0), bce",
        "bce(eps=1e-8), bce_eps_0.00000001",
        "focal, focal_gamma_2",
        "label_smoothing, label_smoothing_epsilon_0.1",
        "ece(20), ece_bins_20",
        "preference(1e12), preference_beta_1000000000000"
    })
    void namesOfResults(String text, String name) {
        LossSpec spec = LossSpec.parse(text);
        assertEquals(name, spec.name());
        assertEquals(spec, LossSpec.parse(spec.text()));
    }

    @ParameterizedTest
    @CsvSource({
        "mse(1), takes none",
        "huber(0), out of range",
        "huber(1e999), out of range",
        "huber(+-1), no number",
        "huber(gamma=1), delta",
        "huber(), NAME",
        "Huber, NAME",
        "l2, NAME",
        "hinge, no loss",
        "ece(0.5), out of range",
        "label_smoothing(1), out of range",
        "'', NAME"
    })
    void whatIsNoLossSaysWhy(String text, String why) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> LossSpec.parse(text))
                        .getMessage();
        assertTrue(message.contains(why), message);
    }

    @ParameterizedTest
    @EnumSource(LossKind.class)
    void everyLossIsDocumented(LossKind kind) throws Exception {
        String docs = Files.readString(Path.of("docs/LOSSES.md"));
        String text = kind.label() + (kind.parameter() == null ? "" : "(" + kind.parameter() + ")");
        assertTrue(docs.contains("| `" + text + "` |"), text);
        assertTrue(kind.takes(kind.defaultValue()) || kind.parameter() == null);
    }

    @Test
    void everyFieldOfALineIsDocumented() throws Exception {
        String docs = Files.readString(Path.of("docs/LOSSES.md"));
        String code = Files.readString(Path.of("src/main/java/dev/surprisal/emit/LossLines.java"));
        var matcher =
                java.util.regex.Pattern.compile("json\\.[a-zA-Z]+\\(\\s*\"([a-z_]+)\"")
                        .matcher(code);
        int fields = 0;
        while (matcher.find()) {
            fields++;
            assertTrue(docs.contains("`" + matcher.group(1) + "`"), matcher.group(1));
        }
        assertTrue(fields > 30);
    }
}
