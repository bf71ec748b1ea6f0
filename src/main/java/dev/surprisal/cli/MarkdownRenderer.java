package dev.surprisal.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** Blocks as Markdown tables, to paste into a pull request. */
final class MarkdownRenderer {

    private MarkdownRenderer() {}

    static void render(List<Block> blocks, PrintStream out) {
        for (Block block : blocks) {
            out.println("**" + escape(block.title()) + "**");
            out.println();
            out.println(line(block.header()));
            out.println(
                    line(block.header().stream().map(name -> "---").collect(Collectors.toList())));
            block.rows().forEach(row -> out.println(line(row)));
            out.println();
        }
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(MarkdownRenderer::escape)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Names come from payloads: neither a table nor a page may obey them. */
    private static String escape(String cell) {
        return TextRenderer.printable(cell)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "\\`");
    }
}
