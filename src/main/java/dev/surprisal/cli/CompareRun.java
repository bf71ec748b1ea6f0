package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.compare.Comparison;
import dev.surprisal.compare.ComparisonLines;
import dev.surprisal.compare.RefusedComparisonException;
import dev.surprisal.compare.Run;
import dev.surprisal.compare.Runs;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Compares what was given and shows it. */
final class CompareRun {

    private final CompareCommand command;
    private final List<Gate> gates;
    private final PrintStream out;
    private final PrintStream err;

    CompareRun(CompareCommand command, List<Gate> gates, PrintStream out, PrintStream err) {
        this.command = command;
        this.gates = gates;
        this.out = out;
        this.err = err;
    }

    /**
     * Refuses conditions on what no comparison has, before anything is read.
     *
     * @throws UsageException naming the field
     */
    static void check(List<Gate> gates) {
        JsonNode blank = ComparisonLines.blank();
        for (Gate gate : gates) {
            if (blank.at("/" + gate.field().replace('.', '/')).isTextual()) {
                throw new UsageException("\"" + gate.field() + "\" is no number");
            }
            // Whether it holds is another matter: nothing has been compared yet.
            String unused = gate.failure(blank);
        }
    }

    /** Exit code of the run. */
    int call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create()) {
            List<String> inputs = command.servers.evaluated(command.inputs, work.path(), err);
            if (command.servers.code() != ExitCode.COMPLETE) {
                return command.servers.code();
            }
            List<Run> runs = runs(ComparedInput.of(inputs));
            List<Comparison> comparisons = new ArrayList<>();
            for (Run candidate : runs.subList(1, runs.size())) {
                comparisons.add(Comparison.of(runs.get(0), candidate, command.force));
            }
            show(runs, comparisons);
            return exitCode(runs, comparisons);
        } catch (RefusedComparisonException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        } catch (RefusedInputException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        }
    }

    private static List<Run> runs(List<ComparedInput> inputs) throws Exception {
        int rows = 0;
        for (ComparedInput input : inputs) {
            rows += Runs.kind(input.path()) == Runs.Kind.KLD ? 1 : 0;
        }
        if (rows == inputs.size()) {
            return KldComparison.runs(inputs);
        }
        List<Run> runs = new ArrayList<>();
        for (ComparedInput input : inputs) {
            runs.add(Runs.read(input.path(), input.name()));
        }
        return runs;
    }

    private void show(List<Run> runs, List<Comparison> comparisons) throws IOException {
        List<Block> blocks =
                ComparisonBlocks.of(runs, comparisons, command.sizes, command.documents);
        switch (command.output.format()) {
            case TABLE -> TextRenderer.render(blocks, out);
            case MARKDOWN -> MarkdownRenderer.render(blocks, out);
            case CSV -> {
                List<JsonNode> lines = lines(runs, comparisons);
                CsvRenderer.render(lines::forEach, out);
            }
            default -> lines(runs, comparisons).forEach(line -> out.print(line + "\n"));
        }
        out.flush();
    }

    private List<JsonNode> lines(List<Run> runs, List<Comparison> comparisons) {
        List<JsonNode> lines = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            String size = command.sizes.isEmpty() ? null : command.sizes.get(i);
            lines.add(ComparisonLines.model(runs.get(i), i == 0 ? "base" : "candidate", size));
        }
        for (Comparison comparison : comparisons) {
            if (command.documents) {
                comparison
                        .pairs()
                        .forEach(pair -> lines.add(ComparisonLines.document(comparison, pair)));
            }
            lines.add(ComparisonLines.comparison(comparison));
        }
        return lines;
    }

    private int exitCode(List<Run> runs, List<Comparison> comparisons) {
        int code = ExitCode.COMPLETE;
        for (Comparison comparison : comparisons) {
            JsonNode line = ComparisonLines.comparison(comparison);
            for (Gate gate : gates) {
                String failure = gate.failure(line);
                if (failure != null) {
                    err.println("gate failed: " + comparison.candidate().label() + ": " + failure);
                    code = ExitCode.GATE_FAILED;
                }
            }
        }
        boolean whole = true;
        for (Run run : runs) {
            run.faults().forEach(fault -> err.println(run.label() + ": " + fault));
            whole &= run.faults().isEmpty();
        }
        for (Comparison comparison : comparisons) {
            if (!comparison.complete()) {
                err.println("incomplete: " + ComparisonBlocks.unpaired(comparison));
                whole = false;
            }
        }
        return whole ? code : ExitCode.INCOMPLETE;
    }
}
