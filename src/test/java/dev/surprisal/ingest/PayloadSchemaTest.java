package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PayloadSchemaTest {

    private static final int LIMIT = 100;

    private static Payload read(byte[] value, long time, TimestampType type, Headers headers) {
        List<Payload> payloads = new ArrayList<>();
        new PayloadSchema(LIMIT)
                .deserialize(
                        new ConsumerRecord<>(
                                "topic",
                                3,
                                41,
                                time,
                                type,
                                0,
                                0,
                                null,
                                value,
                                headers,
                                Optional.empty()),
                        new Collector<>() {
                            @Override
                            public void collect(Payload payload) {
                                payloads.add(payload);
                            }

                            @Override
                            public void close() {}
                        });
        assertEquals(1, payloads.size());
        return payloads.get(0);
    }

    private static Payload read(byte[] value) {
        return read(value, 5, TimestampType.CREATE_TIME, new RecordHeaders());
    }

    private static long time(long time, TimestampType type) {
        return read(new byte[1], time, type, new RecordHeaders()).delivery().timeMillis();
    }

    @Test
    void whereItStoodIsItsOriginAndItsName() {
        Payload payload = read(new byte[] {'{', '}'});

        assertEquals("topic-3", payload.origin().source());
        assertEquals(41, payload.origin().offset());
        assertEquals("topic-3:41", payload.documentName());
        assertNull(payload.fault());
        assertArrayEquals(new byte[] {'{', '}'}, payload.bytes());
    }

    @Test
    void aRecordWithoutAValueIsEmpty() {
        Payload payload = read(null);

        assertEquals(0, payload.bytes().length);
        assertNull(payload.fault());
    }

    @Test
    void aRecordBeyondTheLimitIsAFaultAndItsBytesAreLetGo() {
        assertNull(read(new byte[LIMIT]).fault());
        Payload payload = read(new byte[LIMIT + 1]);

        assertEquals("payload of 101 bytes, the limit is 100", payload.fault());
        assertEquals(0, payload.bytes().length);
        assertEquals(101, payload.origin().length());
    }

    @Test
    void aTimestampIsOneOnlyFrom1970To2100() {
        long y2100 = 4_102_444_800_000L;

        assertEquals(1, time(1, TimestampType.CREATE_TIME));
        assertEquals(y2100, time(y2100, TimestampType.LOG_APPEND_TIME));
        assertEquals(0, time(y2100 + 1, TimestampType.CREATE_TIME));
        assertEquals(0, time(Long.MAX_VALUE, TimestampType.CREATE_TIME));
        assertEquals(0, time(0, TimestampType.CREATE_TIME));
        assertEquals(0, time(-1, TimestampType.NO_TIMESTAMP_TYPE));
        assertEquals(0, time(5, TimestampType.NO_TIMESTAMP_TYPE));
    }

    @Test
    void headersKeepTheirOrderRepeatsAndNulls() {
        Headers headers = new RecordHeaders();
        headers.add("a", "1".getBytes(StandardCharsets.UTF_8));
        headers.add("a", null);
        headers.add("", new byte[] {(byte) 0xff});

        Payload payload = read(new byte[1], 5, TimestampType.CREATE_TIME, headers);

        assertArrayEquals(new String[] {"a", "a", ""}, payload.delivery().headerNames());
        assertArrayEquals(new String[] {"1", null, "\ufffd"}, payload.delivery().headerValues());
    }
}
