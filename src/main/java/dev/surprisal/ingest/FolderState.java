package dev.surprisal.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What the enumerator keeps.
 *
 * @param listed whether the folders have been looked at
 * @param next number of the next file to be found
 * @param known numbers of the files by path; forgotten when a file is no longer there
 * @param waiting files that no reader has been given yet
 */
record FolderState(boolean listed, long next, Map<String, Long> known, List<FolderSplit> waiting) {

    static final SimpleVersionedSerializer<FolderState> SERIALIZER = new Serializer();

    static FolderState empty() {
        return new FolderState(false, 0, Map.of(), List.of());
    }

    private static final class Serializer implements SimpleVersionedSerializer<FolderState> {

        private static final int CURRENT_VERSION = 1;

        @Override
        public int getVersion() {
            return CURRENT_VERSION;
        }

        @Override
        public byte[] serialize(FolderState state) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(1024);
            out.writeBoolean(state.listed);
            out.writeLong(state.next);
            out.writeInt(state.known.size());
            for (Map.Entry<String, Long> file : new TreeMap<>(state.known).entrySet()) {
                out.writeUTF(file.getKey());
                out.writeLong(file.getValue());
            }
            out.writeInt(state.waiting.size());
            for (FolderSplit split : state.waiting) {
                split.write(out);
            }
            return out.getCopyOfBuffer();
        }

        @Override
        public FolderState deserialize(int version, byte[] serialized) throws IOException {
            if (version != CURRENT_VERSION) {
                throw new IOException("a folder's state has version " + version + ", expected 1");
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            boolean listed = in.readBoolean();
            long next = in.readLong();
            Map<String, Long> known = new TreeMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                known.put(in.readUTF(), in.readLong());
            }
            List<FolderSplit> waiting = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                waiting.add(FolderSplit.read(in));
            }
            return new FolderState(listed, next, known, waiting);
        }
    }
}
