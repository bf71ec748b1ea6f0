package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * Upserts lines into the table of their kind, through one of Flink's JDBC writers each: at least
 * once, and a line that comes again changes nothing.
 */
final class PostgresSink implements Sink<ResultLine> {

    private static final long serialVersionUID = 1L;

    /** Beside the waits for a database that is away: for what a valid connection refuses. */
    private static final int RETRIES = 3;

    private final PostgresSinkSpec spec;

    PostgresSink(PostgresSinkSpec spec) {
        this.spec = spec;
    }

    @Override
    public SinkWriter<ResultLine> createWriter(WriterInitContext context) {
        return new Writer(context);
    }

    private SinkWriter<ResultLine> writer(PostgresTable table, WriterInitContext context)
            throws IOException {
        JdbcSink<ResultLine> sink =
                JdbcSink.<ResultLine>builder()
                        .withQueryStatement(statement(table), new PostgresLine(table))
                        .withExecutionOptions(
                                JdbcExecutionOptions.builder()
                                        .withBatchSize(spec.batchLines())
                                        .withBatchIntervalMs(spec.batchInterval().toMillis())
                                        .withMaxRetries(RETRIES)
                                        .build())
                        .buildAtLeastOnce(new PostgresConnections(spec));
        return sink.createWriter(context);
    }

    /** A row that is there already in the same words is not written again, nor is its time. */
    private String statement(PostgresTable table) {
        return ("INSERT INTO %s.%s AS old (id, line) VALUES (?, ?::jsonb)"
                        + " ON CONFLICT (id) DO UPDATE SET line = EXCLUDED.line"
                        + " WHERE old.line IS DISTINCT FROM EXCLUDED.line")
                .formatted(spec.schema(), table.tableName());
    }

    /** Connects for a kind when the first line of it comes: most jobs have two. */
    private final class Writer implements SinkWriter<ResultLine> {

        private final WriterInitContext context;
        private final Map<PostgresTable, SinkWriter<ResultLine>> writers =
                new EnumMap<>(PostgresTable.class);

        Writer(WriterInitContext context) {
            this.context = context;
        }

        @Override
        public void write(ResultLine line, Context at) throws IOException, InterruptedException {
            PostgresTable table = PostgresTable.of(LineHead.kind(line.json()));
            SinkWriter<ResultLine> writer = writers.get(table);
            if (writer == null) {
                writer = writer(table, context);
                writers.put(table, writer);
            }
            writer.write(line, at);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            for (SinkWriter<ResultLine> writer : writers.values()) {
                writer.flush(endOfInput);
            }
        }

        @Override
        public void close() throws Exception {
            Exception first = null;
            for (SinkWriter<ResultLine> writer : writers.values()) {
                try {
                    writer.close();
                } catch (Exception e) {
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
        }
    }
}
