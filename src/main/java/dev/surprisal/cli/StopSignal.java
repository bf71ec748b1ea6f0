package dev.surprisal.cli;

import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Makes Ctrl-C (INT) and TERM stop a job in order, once: the next one ends the JVM where it is. A
 * shutdown hook would not do: Flink's own hooks, which close the embedded cluster, run beside it.
 */
final class StopSignal {

    private StopSignal() {}

    /** Has {@code stop} called, on a thread of its own, at the first signal. */
    static void onFirst(Runnable stop) {
        for (String name : List.of("INT", "TERM")) {
            Signal signal = new Signal(name);
            SignalHandler before =
                    Signal.handle(
                            signal,
                            received -> {
                                Signal.handle(received, SignalHandler.SIG_DFL);
                                stop.run();
                            });
            if (before == SignalHandler.SIG_IGN) {
                // Whoever started this in the background does not want it to hear Ctrl-C.
                Signal.handle(signal, before);
            }
        }
    }
}
