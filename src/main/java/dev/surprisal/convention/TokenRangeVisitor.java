package dev.surprisal.convention;

/** Takes tokens {@code [from, to)} of a text. */
@FunctionalInterface
public interface TokenRangeVisitor {
    void visit(int from, int to);
}
