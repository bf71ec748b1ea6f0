package dev.surprisal.emit;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;

/** Local files under {@code fulldisk:///} that refuse bytes, as those of a full disk do. */
public final class FullDisk implements FileSystemFactory {

    /** How many more times a write finds the disk full. */
    static final AtomicInteger refusals = new AtomicInteger();

    /** Of a file; until then there is room. */
    private static final long ROOM = 2000;

    @Override
    public String getScheme() {
        return "fulldisk";
    }

    @Override
    public FileSystem create(URI fsUri) {
        return new Files();
    }

    private static final class Files extends LocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("fulldisk:///");
        }

        @Override
        public LocalRecoverableWriter createRecoverableWriter() {
            return new LocalRecoverableWriter(this) {
                @Override
                public RecoverableFsDataOutputStream open(Path path) throws IOException {
                    return new Limited(super.open(path));
                }
            };
        }
    }

    private static final class Limited extends RecoverableFsDataOutputStream {
        private final RecoverableFsDataOutputStream file;

        Limited(RecoverableFsDataOutputStream file) {
            this.file = file;
        }

        private void room() throws IOException {
            if (file.getPos() > ROOM && refusals.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void write(int b) throws IOException {
            room();
            file.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room();
            file.write(bytes, offset, length);
        }

        @Override
        public RecoverableWriter.ResumeRecoverable persist() throws IOException {
            return file.persist();
        }

        @Override
        public Committer closeForCommit() throws IOException {
            return file.closeForCommit();
        }

        @Override
        public long getPos() throws IOException {
            return file.getPos();
        }

        @Override
        public void flush() throws IOException {
            file.flush();
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
