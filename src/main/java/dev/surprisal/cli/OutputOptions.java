package dev.surprisal.cli;

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

    List<Gate> gates() {
        return failIf.stream().map(Gate::parse).toList();
    }
}
