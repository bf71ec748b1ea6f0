package dev.surprisal.cli;

import picocli.CommandLine.Option;

/** How the results of a probe are shown: those of other commands, less llama.cpp's block. */
final class ProbeOutput {

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json, csv or markdown; default ${DEFAULT-VALUE}")
    OutputFormat format;

    @Option(names = "--json", description = "short for --output json: one object a line")
    boolean json;

    OutputFormat format() {
        OutputFormat chosen = json ? OutputFormat.JSON : format;
        if (chosen == OutputFormat.LLAMA_CPP) {
            throw new UsageException("--output llama.cpp is for one pair; use run or score");
        }
        return chosen;
    }
}
