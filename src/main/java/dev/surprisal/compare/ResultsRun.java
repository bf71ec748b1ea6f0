package dev.surprisal.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads result lines of ours, {@code surprisal.result/1}: documents and the summary. */
final class ResultsRun {

    private static final String ORIGIN = "results";

    private final Documents documents = new Documents();
    private final Documents references = new Documents();
    private final ObjectMapper mapper = new ObjectMapper();
    private JsonNode summary;

    private ResultsRun() {}

    /** The model of a folder of results. */
    static Run model(String label, List<Path> files)
            throws IOException, RefusedComparisonException {
        ResultsRun results = read(label, files);
        return results.run(label, results.documents, "model", null);
    }

    /** The model of a job that compared, with what it found against its reference. */
    static Run candidate(String label, List<Path> files)
            throws IOException, RefusedComparisonException {
        ResultsRun results = read(label, files);
        return results.run(label, results.documents, "model", results.summary);
    }

    /** The reference of a job that compared. */
    static Run reference(String label, List<Path> files)
            throws IOException, RefusedComparisonException {
        ResultsRun results = read(label, files);
        return results.run(label, results.references, "reference", null);
    }

    private Run run(String label, Documents of, String nameField, JsonNode pair)
            throws RefusedComparisonException {
        List<ComparedDocument> list = of.list();
        if (list.isEmpty()) {
            String reason =
                    of.faults().isEmpty() ? "the results hold no documents" : of.faults().get(0);
            throw RefusedComparisonException.unreadable(label + ": " + reason);
        }
        return new Run(
                label,
                ORIGIN,
                summary.path(nameField).textValue(),
                summary.path("fingerprint").textValue(),
                summary.path("cluster_unit").asText("document"),
                list,
                of.faults(),
                pair,
                null);
    }

    private static ResultsRun read(String label, List<Path> files)
            throws IOException, RefusedComparisonException {
        ResultsRun results = new ResultsRun();
        for (Path file : files) {
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(Inputs.open(file), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    results.add(label, results.mapper.readTree(line));
                }
            }
        }
        if (results.summary == null) {
            throw RefusedComparisonException.unreadable(
                    label + ": no summary line; the job that wrote it did not end");
        }
        return results;
    }

    private void add(String label, JsonNode line) throws RefusedComparisonException {
        switch (line.path("kind").asText()) {
            case "document" -> addDocument(line);
            case "summary" -> {
                if (summary != null) {
                    throw RefusedComparisonException.unreadable(
                            label + ": results of two jobs in one folder");
                }
                summary = line;
            }
            case "dead_letter" ->
                    documents.fault(
                            line.path("source").asText() + ": " + line.path("reason").asText());
            default -> {
                // windows hold nothing that their documents do not
            }
        }
    }

    private void addDocument(JsonNode line) {
        String name = line.path("document").asText();
        long tokens = line.path("tokens_scored").longValue();
        long words = line.path("words").asLong(-1);
        long bytes = line.path("bytes").asLong(-1);
        double nll = line.path("nll_sum").doubleValue();
        if (tokens == 0 && line.path("word_perplexity").isNumber() && words > 0) {
            // Of a whole document without tokens there is no other place for it.
            nll = words * StrictMath.log(line.path("word_perplexity").doubleValue());
        } else if (tokens == 0 && line.path("byte_perplexity").isNumber() && bytes > 0) {
            nll = bytes * StrictMath.log(line.path("byte_perplexity").doubleValue());
        } else if (tokens == 0) {
            documents.fault("document " + name + ": no token was scored");
            return;
        }
        long known = tokens == 0 ? -1 : tokens;
        if (!line.path("complete").asBoolean(true)) {
            documents.fault("document " + name + " is incomplete");
        }
        String id = chunk(name, line.path("format").asText());
        documents.add(new ComparedDocument(name, null, id, nll, known, words, bytes, null));
        JsonNode ratio = line.path("log_ppl_ratio");
        if (ratio.isNumber() && line.path("tokens_compared").longValue() == tokens) {
            double reference = nll - tokens * ratio.doubleValue();
            references.add(
                    new ComparedDocument(name, null, id, reference, known, words, bytes, null));
        } else {
            references.fault("document " + name + ": not every token has its reference");
        }
    }

    /** Two KL base files of one text have unlike names; the number of the chunk is the same. */
    private static String chunk(String name, String format) {
        int hash = name.lastIndexOf('#');
        return format.equals("kld.file") && hash >= 0 ? "chunk " + name.substring(hash + 1) : null;
    }
}
