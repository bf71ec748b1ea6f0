package dev.surprisal.cli;

import dev.surprisal.payload.FormatCatalogue;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal formats}. */
@Command(
        name = "formats",
        description = "Lists the payload formats that are recognised, with an example each.",
        mixinStandardHelpOptions = true)
final class FormatsCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Override
    public Integer call() {
        List<FormatCatalogue.Entry> entries = FormatCatalogue.entries();
        surprisal.show(
                new Block(
                        entries.size() + " payload formats, and llama.cpp KL base files",
                        List.of("format", "sent by", "where the values sit"),
                        entries.stream()
                                .map(e -> List.of(e.format(), e.server(), e.where()))
                                .toList()));
        for (FormatCatalogue.Entry entry : entries) {
            surprisal.say(entry.format());
            surprisal.say("  " + entry.example());
        }
        return ExitCode.COMPLETE;
    }
}
