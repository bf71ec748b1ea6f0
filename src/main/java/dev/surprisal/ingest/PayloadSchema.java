package dev.surprisal.ingest;

import dev.surprisal.event.Delivery;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/** A topic's record as a payload; a record without a value is an empty one, which is ignored. */
final class PayloadSchema implements KafkaRecordDeserializationSchema<Payload> {

    private static final long serialVersionUID = 1L;

    private static final byte[] NOTHING = {};
    private static final String[] NO_HEADERS = {};

    /** 2100-01-01, as for times in payloads: a producer may write any number. */
    private static final long TIME_MAX = 4_102_444_800_000L;

    private final int payloadBytesMax;

    PayloadSchema(int payloadBytesMax) {
        this.payloadBytesMax = payloadBytesMax;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Payload> out) {
        byte[] bytes = record.value() == null ? NOTHING : record.value();
        String partition = partition(record.topic(), record.partition());
        boolean tooLong = bytes.length > payloadBytesMax;
        String fault =
                tooLong
                        ? "payload of %d bytes, the limit is %d"
                                .formatted(bytes.length, payloadBytesMax)
                        : null;
        long hash = bytes.length == 0 || tooLong ? 0 : PayloadHash.of(bytes);
        out.collect(
                new Payload(
                        new Origin(partition, record.offset(), bytes.length, hash),
                        partition + ":" + record.offset(),
                        tooLong ? NOTHING : bytes,
                        fault,
                        delivery(record),
                        null));
    }

    /** How results call a partition, and the connector its split. */
    static String partition(String topic, int partition) {
        return topic + "-" + partition;
    }

    private static Delivery delivery(ConsumerRecord<byte[], byte[]> record) {
        boolean timed =
                record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE
                        && record.timestamp() > 0
                        && record.timestamp() <= TIME_MAX;
        long time = timed ? record.timestamp() : 0;
        Header[] headers = record.headers().toArray();
        if (headers.length == 0) {
            return new Delivery(time, NO_HEADERS, NO_HEADERS);
        }
        String[] names = new String[headers.length];
        String[] values = new String[headers.length];
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key();
            byte[] value = headers[i].value();
            values[i] = value == null ? null : new String(value, StandardCharsets.UTF_8);
        }
        return new Delivery(time, names, values);
    }

    @Override
    public TypeInformation<Payload> getProducedType() {
        return TypeInformation.of(Payload.class);
    }
}
