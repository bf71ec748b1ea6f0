package dev.surprisal.config;

/** Why a scalar is not a value of its option, worded to follow the scalar: "is not an integer". */
final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
        // A bad job file is an ordinary outcome: nobody reads these traces.
        super(reason, null, false, false);
    }
}
