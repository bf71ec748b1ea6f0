package dev.surprisal.cli;

/** What the shell is told; part of the interface. */
final class ExitCode {

    /** All input was used. */
    static final int COMPLETE = 0;

    /** A gate of {@code --fail-if} did not hold. */
    static final int GATE_FAILED = 1;

    /** Bad configuration or usage; nothing was run. */
    static final int USAGE = 2;

    /** Some input is incomplete, unreadable or dead-lettered; results are printed all the same. */
    static final int INCOMPLETE = 3;

    /** A bug, or a machine that failed us: the message says which. */
    static final int FAILED = 70;

    private ExitCode() {}
}
