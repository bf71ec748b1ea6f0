package dev.surprisal.ask;

import dev.surprisal.corpus.TextDocument;
import java.io.IOException;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;

/** One document a batch. */
final class DocumentsReader implements BulkFormat.Reader<TextDocument> {

    private final Texts.Reader documents;
    private long read;

    DocumentsReader(Texts.Reader documents, long skip) throws IOException {
        this.documents = documents;
        while (read < skip && documents.next() != null) {
            read++;
        }
    }

    @Override
    public BulkFormat.RecordIterator<TextDocument> readBatch() throws IOException {
        TextDocument document = documents.next();
        if (document == null) {
            return null;
        }
        read++;
        SingletonResultIterator<TextDocument> batch = new SingletonResultIterator<>();
        batch.set(document, CheckpointedPosition.NO_OFFSET, read);
        return batch;
    }

    @Override
    public void close() throws IOException {
        documents.close();
    }
}
