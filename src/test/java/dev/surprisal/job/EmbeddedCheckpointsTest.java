package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class EmbeddedCheckpointsTest {

    private static final Path FOLDER = Path.of("/no-such-folder");

    private static String keptIn(StreamExecutionEnvironment env) {
        EmbeddedCheckpoints.keepIn(FOLDER, env);
        return env.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    }

    @Test
    void withoutADirectoryTheyAreInTheFolderOfTheRun() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment();

        assertEquals("file:///no-such-folder", keptIn(env));
        assertEquals(
                "filesystem", env.getConfiguration().get(CheckpointingOptions.CHECKPOINT_STORAGE));
    }

    @Test
    void aDirectoryThatIsNamedStays() {
        Configuration conf = new Configuration();
        conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file:///named");

        assertEquals(
                "file:///named",
                keptIn(StreamExecutionEnvironment.createLocalEnvironment(1, conf)));
    }

    @Test
    void aClustersAreItsOwn() {
        assertNull(keptIn(StreamExecutionEnvironment.createRemoteEnvironment("localhost", 1)));
    }
}
