package dev.surprisal.compare;

import dev.surprisal.kernel.ExactSums;
import dev.surprisal.reference.ReferenceDocument;
import dev.surprisal.reference.ReferenceHeader;
import dev.surprisal.reference.ReferenceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the document sums of a saved reference. */
final class SavedRun {

    private SavedRun() {}

    static Run read(String label, Path file) throws IOException, RefusedComparisonException {
        Documents documents = new Documents();
        ReferenceHeader header;
        try (ReferenceReader reader = new ReferenceReader(Files.newInputStream(file))) {
            header = reader.header();
            ReferenceDocument document = reader.next();
            while (document != null) {
                add(document, documents);
                document = reader.next();
            }
        }
        if (documents.list().isEmpty()) {
            throw RefusedComparisonException.unreadable(label + ": no document can be used");
        }
        return new Run(
                label,
                "saved reference, k = " + header.k(),
                header.model(),
                fingerprint(header),
                "document",
                documents.list(),
                documents.faults(),
                null,
                file);
    }

    /** Ids of unlike tokenizers are unlike tokens. */
    private static String fingerprint(ReferenceHeader header) {
        if (header.tokenizer() == null) {
            return header.fingerprint();
        }
        String fingerprint = header.fingerprint() == null ? "" : header.fingerprint() + " ";
        return fingerprint.contains("tokenizer=")
                ? header.fingerprint()
                : fingerprint + "tokenizer=" + header.tokenizer();
    }

    private static void add(ReferenceDocument document, Documents documents) {
        long[] sum = ExactSums.create(1);
        long scored = 0;
        for (int i = 0; i < document.nll().length; i++) {
            if (document.scored(i) && ExactSums.add(sum, 0, document.nll()[i])) {
                scored++;
            }
        }
        try {
            documents.add(
                    new ComparedDocument(
                            document.document(),
                            null,
                            null,
                            ExactSums.toBigDecimal(sum, 0).doubleValue(),
                            scored,
                            document.words(),
                            document.bytes(),
                            null));
        } catch (IllegalArgumentException e) {
            documents.fault(e.getMessage());
        }
    }
}
