package dev.surprisal.cli;

import dev.surprisal.config.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks as plain text in aligned columns. Text from payloads is stripped of control characters.
 */
final class TextRenderer {

    private static final String GAP = "  ";

    private TextRenderer() {}

    static void render(List<Block> blocks, PrintStream out) {
        for (Block block : blocks) {
            out.println(printable(block.title()));
            List<List<String>> lines = new ArrayList<>();
            lines.add(block.header());
            lines.addAll(block.rows());
            int[] widths = widths(lines);
            for (List<String> line : lines) {
                out.println(align(line, widths));
            }
            out.println();
        }
    }

    private static int[] widths(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String cell = printable(line.get(i));
                widths[i] = Math.max(widths[i], cell.codePointCount(0, cell.length()));
            }
        }
        return widths;
    }

    /** Words to the left, numbers to the right; the last column as it is when it is words. */
    private static String align(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = printable(line.get(i));
            String padding = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
            boolean numeric = i > 0 && isNumeric(cell);
            text.append(GAP).append(numeric ? padding + cell : cell + padding);
        }
        return text.toString().stripTrailing();
    }

    private static boolean isNumeric(String cell) {
        return cell.equals(Numbers.NONE) || cell.matches("-?[0-9][0-9,.]*( %)?");
    }

    /** A payload's text could hold escape sequences that a terminal obeys. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Printable.isVisible(c) ? c : '?'));
        return out.toString();
    }
}
