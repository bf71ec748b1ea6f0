package dev.surprisal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that every command with results has. */
final class OutputOptions {

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    OutputFormat format;

    @Option(names = "--json", description = "short for --output json: one object a line")
    boolean json;

    @Option(
            names = "--fail-if",
            paramLabel = "FIELD>NUMBER",
            description = "exit with 1 if it holds for the summary: 'forward_kl.mean>0.02'")
    List<String> failIf = List.of();

    /** Whether to say how each document was read; tables and Markdown only. */
    boolean explain;

    OutputFormat format() {
        return json ? OutputFormat.JSON : format;
    }

    /** Blocks of results, for those formats that have any. */
    interface Blocks {
        List<Block> of(Results results) throws IOException;
    }

    /**
     * Shows results.
     *
     * @param what job they are of, where the format does not fit it
     */
    void show(Results results, Blocks blocks, String what, PrintStream out) throws IOException {
        switch (format()) {
            case TABLE, MARKDOWN -> format().render(blocks.of(results), out);
            case CSV -> CsvRenderer.render(results, out);
            case LLAMA_CPP -> throw new UsageException("--output llama.cpp: not of " + what);
            case JSON -> results.forEachLine(line -> out.print(line + "\n"));
        }
        out.flush();
    }

    List<Gate> gates() {
        return failIf.stream().map(Gate::parse).toList();
    }
}
