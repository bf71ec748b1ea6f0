package dev.surprisal.emit;

import java.nio.file.Path;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Where result lines go. */
public final class Sinks {

    /** Ending of every finished result file; files that begin with a dot are not finished. */
    public static final String SUFFIX = ".jsonl";

    private Sinks() {}

    /** JSON lines in a folder, exactly once: files appear when they are committed. */
    public static FileSink<String> files(Path directory) {
        return FileSink.forRowFormat(
                        new org.apache.flink.core.fs.Path(directory.toUri()),
                        new SimpleStringEncoder<String>("UTF-8"))
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(
                        OutputFileConfig.builder()
                                .withPartPrefix("results")
                                .withPartSuffix(SUFFIX)
                                .build())
                .build();
    }
}
