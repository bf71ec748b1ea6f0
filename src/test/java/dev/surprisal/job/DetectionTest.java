package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.detect.BaselineSpec;
import dev.surprisal.detect.DetectSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {

    private static final long DAY = 86_400_000;

    @TempDir Path directory;

    private DetectSpec spec(String more) throws Exception {
        String yaml = "version: 1\nname: x\nsource: {files: a}\nwindow: {size: 5m}\n" + more + "\n";
        return Detection.spec(JobFile.parse(yaml, "test.yaml", directory, Map.of()).monitor());
    }

    @Test
    void withoutAlarmsNothingIsTested() throws Exception {
        DetectSpec spec = spec("");

        assertEquals(List.of(), spec.statistics());
        assertEquals(BaselineSpec.none(), spec.baseline());
        assertEquals(0, spec.silenceMillis());
        assertEquals(BaselineSpec.firstDocuments(50), spec("baseline: {documents: 50}").baseline());
    }

    @Test
    void alarmsHaveTheBudgetOfTheWholeFleet() throws Exception {
        DetectSpec spec = spec("detect: {false_alarms: 1/90d, keys_max: 7, silence: 2d}");

        assertEquals(1.0 / (90 * DAY), spec.falseAlarmsPerMilli(), 1e-25);
        assertEquals(7, spec.keysMax());
        assertEquals(300_000, spec.windowMillis());
        assertEquals(BaselineSpec.firstDocuments(1000), spec.baseline());
        assertEquals(2 * DAY, spec.silenceMillis());
        assertTrue(spec.retentionMillis() >= 4 * DAY);
        assertFalse(spec.statistics().isEmpty());
    }

    @Test
    void aBaselineThatIsNotThereIsRefusedByName() {
        RefusedInputException refused =
                assertThrows(RefusedInputException.class, () -> spec("baseline: {file: nowhere}"));

        assertTrue(refused.getMessage().startsWith("baseline.file: "), refused.getMessage());
        assertTrue(refused.getMessage().contains("nowhere"), refused.getMessage());
    }
}
