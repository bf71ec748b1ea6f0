package dev.surprisal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are what CPython 3 prints. */
class PythonTextTest {

    private static final long SEED = 5_2_13;

    @ParameterizedTest
    @CsvSource({
        "0.00001, 1e-05",
        "0.0001, 0.0001",
        "0.00012345, 0.00012345",
        "1e22, 1e+22",
        "-1e22, -1e+22",
        "1e16, 1e+16",
        "1e15, 1000000000000000.0",
        "9999999999999998, 9999999999999998.0",
        "123456789012345680, 1.2345678901234568e+17",
        "2e23, 2e+23",
        "2.0e-3, 0.002",
        "4.9e-324, 5e-324",
        "1e-323, 1e-323",
        "1.5e-323, 1.5e-323",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "1e100, 1e+100",
        "-57.25, -57.25",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "8.41E21, 8.41e+21",
        "5e-324, 5e-324",
        "-0.0, -0.0",
        "0, 0.0",
        "NaN, nan",
        "-Infinity, -inf",
        "3, 3.0"
    })
    void floatsAreWrittenAsPythonWritesThem(double value, String expected) {
        assertEquals(expected, PythonText.repr(value));
    }

    @Test
    void everyFloatReadsBackAsItself() {
        System.out.println("floats, seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = PythonText.repr(value);
                assertEquals(value, Double.parseDouble(text), text);
                assertTrue(text.length() <= 24, text);
            }
        }
    }

    @Test
    void onlyControlCharactersQuotesAndBackslashesAreEscaped() {
        assertEquals(
                "\"\\\"\\\\\\n\\r\\t\\f\\b\\u0000\\u001f\u007fé\u2028😀/\"",
                PythonText.json("\"\\\n\r\t\f\b\u0000\u001f\u007fé\u2028😀/"));
    }
}
