package dev.surprisal.ask;

import dev.surprisal.corpus.DocumentFormat;
import dev.surprisal.corpus.DocumentReader;
import dev.surprisal.corpus.JsonFields;
import dev.surprisal.corpus.TextDocument;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set.
 *
 * @param files at least one, in the order of reading
 * @param format what one document is
 * @param textField field of a JSON line that holds the text
 * @param groupField field that figures are grouped by, or null
 * @param limit documents to take from the front; 0 is all
 * @param join what stands between documents where all are one text; null: each stands alone
 */
public record Texts(
        List<String> files,
        DocumentFormat format,
        String textField,
        String groupField,
        long limit,
        String join)
        implements Serializable {

    /** What a joined corpus is called. */
    private static final String CORPUS = "corpus";

    /** Begins to read. */
    public Reader open() throws IOException {
        return new Reader(this);
    }

    /** The documents one after the other. */
    public static final class Reader implements Closeable {

        private final Texts texts;
        private final DocumentReader documents;
        private long read;

        private Reader(Texts texts) throws IOException {
            this.texts = texts;
            this.documents =
                    DocumentReader.of(
                            texts.files().stream().map(Path::of).toList(),
                            texts.format(),
                            new JsonFields(texts.textField(), texts.groupField()));
        }

        /** The next document, or null at the end. */
        public TextDocument next() throws IOException {
            return texts.join() == null ? one() : joined();
        }

        private TextDocument one() throws IOException {
            if (texts.limit() > 0 && read == texts.limit()) {
                return null;
            }
            TextDocument document = documents.next();
            read += document == null ? 0 : 1;
            return document;
        }

        private TextDocument joined() throws IOException {
            TextDocument first = read == 0 ? one() : null;
            if (first == null) {
                return null;
            }
            StringBuilder corpus = new StringBuilder(first.text());
            for (TextDocument next = one(); next != null; next = one()) {
                corpus.append(texts.join()).append(next.text());
            }
            return new TextDocument(CORPUS, corpus.toString(), null);
        }

        @Override
        public void close() throws IOException {
            documents.close();
        }
    }
}
