package dev.surprisal.ask;

import dev.surprisal.corpus.TextDocument;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/**
 * Reads a data set as one split, document by document: reading is a thousandth of the work, and one
 * reader gives documents in one order.
 */
final class DocumentsFormat implements BulkFormat<TextDocument, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private final Texts texts;

    DocumentsFormat(Texts texts) {
        this.texts = texts;
    }

    @Override
    public Reader<TextDocument> createReader(Configuration config, FileSourceSplit split)
            throws IOException {
        return new DocumentsReader(texts.open(), 0);
    }

    @Override
    public Reader<TextDocument> restoreReader(Configuration config, FileSourceSplit split)
            throws IOException {
        long read =
                split.getReaderPosition()
                        .map(position -> position.getRecordsAfterOffset())
                        .orElse(0L);
        return new DocumentsReader(texts.open(), read);
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<TextDocument> getProducedType() {
        return TypeInformation.of(TextDocument.class);
    }
}
