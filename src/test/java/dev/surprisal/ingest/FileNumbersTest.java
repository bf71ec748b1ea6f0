package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNumbersTest {

    @Test
    void whatWasWrittenTogetherIsReadTogether() {
        List<Path> expected = new ArrayList<>();
        for (String name :
                List.of(
                        "a/rollout-r00000-a0000-000000.jsonl.gz",
                        "b/none.jsonl",
                        "a/rollout-r00001-a0000-000000.jsonl.gz",
                        "train_data_step2.jsonl",
                        "a/rollout-r00000-a0000-000003.jsonl.gz",
                        "train_data_step10.jsonl",
                        "a/rollout-r00001-a0000-000012.jsonl.gz",
                        "train_data_step123456789012345678901234567890.jsonl",
                        "a/rollout-r00000-a0001-000000.jsonl.gz")) {
            expected.add(Path.of(name));
        }
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            List<Path> shuffled = new ArrayList<>(expected);
            Collections.shuffle(shuffled, random);
            shuffled.sort(new FileNumbers());
            assertEquals(expected, shuffled, "seed 1, shuffle " + i);
        }
    }
}
