package dev.surprisal.ingest;

import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A file, and how far it has been read.
 *
 * @param path of the file
 * @param name how results call it: the partition
 * @param number of the file in the order of discovery; the same path found again has another
 * @param generation how often the file was replaced while it was followed
 * @param offset in bytes of the first line that has not been read, in a file of plain lines; else 0
 * @param payloads how many have been read of this generation; {@link #LAST} if that was the end
 * @param head what is known of the file's beginning
 */
record FolderSplit(
        String path,
        String name,
        long number,
        int generation,
        long offset,
        long payloads,
        FolderHead head)
        implements SourceSplit {

    private static final long LAST = -1;

    static final SimpleVersionedSerializer<FolderSplit> SERIALIZER = new Serializer();

    /** A file that nothing has been read of. */
    static FolderSplit start(String path, String name, long number) {
        return new FolderSplit(path, name, number, 0, 0, 0, FolderHead.NONE);
    }

    @Override
    public String splitId() {
        return name + "#" + number;
    }

    /** What documents are called that have no id: like the file, each generation its own. */
    String documents() {
        return generation == 0 ? name : name + "~" + generation;
    }

    /** After one more payload. */
    FolderSplit readTo(long next, FolderHead known) {
        return new FolderSplit(path, name, number, generation, next, payloads + 1, known);
    }

    /** After the fault that ends the file. */
    FolderSplit last() {
        return new FolderSplit(path, name, number, generation, offset, LAST, head);
    }

    boolean saidItsLast() {
        return payloads == LAST;
    }

    /** The file that has taken its place. */
    FolderSplit anew() {
        return new FolderSplit(path, name, number, generation + 1, 0, 0, FolderHead.NONE);
    }

    void write(DataOutputSerializer out) throws IOException {
        out.writeUTF(path);
        out.writeUTF(name);
        out.writeLong(number);
        out.writeInt(generation);
        out.writeLong(offset);
        out.writeLong(payloads);
        out.writeInt(head.length());
        out.writeLong(head.hash());
    }

    static FolderSplit read(DataInputDeserializer in) throws IOException {
        return new FolderSplit(
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                new FolderHead(in.readInt(), in.readLong()));
    }

    private static final class Serializer implements SimpleVersionedSerializer<FolderSplit> {

        private static final int CURRENT_VERSION = 1;

        @Override
        public int getVersion() {
            return CURRENT_VERSION;
        }

        @Override
        public byte[] serialize(FolderSplit split) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(256);
            split.write(out);
            return out.getCopyOfBuffer();
        }

        @Override
        public FolderSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != CURRENT_VERSION) {
                throw new IOException("a file's state has version " + version + ", expected 1");
            }
            return read(new DataInputDeserializer(serialized));
        }
    }
}
