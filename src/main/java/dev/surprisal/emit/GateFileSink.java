package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A file that appears with the first page, whole and with the alert's line in it, for a training
 * loop to look for. It is written at once, not with the next checkpoint; who removes it gets
 * another with the next page. A restart may write the same page again.
 */
final class GateFileSink implements Sink<Alert> {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final String job;

    GateFileSink(Path file, String job) {
        this.file = file.toString();
        this.job = job;
    }

    @Override
    public SinkWriter<Alert> createWriter(WriterInitContext context) {
        return new Writer(Path.of(file), new ResultEncoder(job));
    }

    private record Writer(Path file, ResultEncoder encoder) implements SinkWriter<Alert> {

        @Override
        public void write(Alert alert, Context context) throws IOException {
            if (alert.severity() != Severity.PAGE || alert.resolved() || Files.exists(file)) {
                return;
            }
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, ".gate", ".tmp");
            Files.writeString(written, encoder.encode(alert).json() + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing waits.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
