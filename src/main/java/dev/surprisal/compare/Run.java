package dev.surprisal.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One model's documents, whatever they were read from.
 *
 * @param label what the comparison calls it
 * @param origin what it was read from, in words
 * @param model as the input names it; null if it does not
 * @param fingerprint of the convention; null if the input has none
 * @param clusterUnit what a document is: "document", or "chunk" of a KL base file
 * @param documents in the order read, names unique
 * @param faults what could not be used, one reason each
 * @param pair summary of a job that compared it with the base token by token; null if none did
 * @param saved file of a saved reference; null if it is none
 */
public record Run(
        String label,
        String origin,
        String model,
        String fingerprint,
        String clusterUnit,
        List<ComparedDocument> documents,
        List<String> faults,
        JsonNode pair,
        Path saved) {

    /** Takes copies of the lists. */
    public Run {
        documents = List.copyOf(documents);
        faults = List.copyOf(faults);
    }

    /** Perplexity in a unit; null unless every document has a count of it. */
    public UnitFigures figures(Unit unit) {
        return documents.isEmpty() ? null : UnitFigures.of(documents, unit);
    }

    /** Tasks of its documents in the order read; empty if they are of none. */
    public Set<String> tasks() {
        Set<String> tasks = new LinkedHashSet<>();
        documents.stream().map(ComparedDocument::task).filter(Objects::nonNull).forEach(tasks::add);
        return tasks;
    }
}
