package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Severity;
import dev.surprisal.notify.TimedAlert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** State of sinks of alerts, field by field; version 1. */
final class KeptAlertSerializer implements SimpleVersionedSerializer<KeptAlert> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KeptAlert kept) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(512);
        Alert alert = kept.alert().alert();
        out.writeByte(kept.role().ordinal());
        out.writeLong(kept.alert().startsAtMillis());
        write(out, alert.id());
        out.writeBoolean(alert.resolved());
        write(out, alert.severity().name());
        write(out, alert.detector());
        write(out, alert.statistic());
        write(out, alert.direction());
        write(out, alert.labels().names());
        write(out, alert.labels().values());
        out.writeLong(alert.windowStartMillis());
        out.writeLong(alert.windowEndMillis());
        out.writeLong(alert.sinceMillis());
        out.writeDouble(alert.value());
        out.writeDouble(alert.baseline());
        out.writeDouble(alert.ratio());
        out.writeDouble(alert.ratioLow());
        out.writeDouble(alert.ratioHigh());
        out.writeDouble(alert.evidence());
        out.writeDouble(alert.threshold());
        write(out, alert.text());
        return out.getCopyOfBuffer();
    }

    @Override
    public KeptAlert deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("alerts were kept as version " + version + ", known is 1");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        KeptAlert.Role role = KeptAlert.Role.values()[in.readByte()];
        long startsAt = in.readLong();
        // Arguments are evaluated from left to right, so they are read in the order written.
        Alert alert =
                new Alert(
                        text(in),
                        in.readBoolean(),
                        Severity.valueOf(text(in)),
                        text(in),
                        text(in),
                        text(in),
                        new Labels(texts(in), texts(in)),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        text(in));
        return new KeptAlert(new TimedAlert(alert, startsAt), role);
    }

    /** Not {@code writeUTF}, which ends at 64 KiB. */
    private static void write(DataOutputSerializer out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputSerializer out, String[] texts) throws IOException {
        out.writeInt(texts.length);
        for (String text : texts) {
            write(out, text);
        }
    }

    private static String text(DataInputDeserializer in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String[] texts(DataInputDeserializer in) throws IOException {
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(in);
        }
        return texts;
    }
}
