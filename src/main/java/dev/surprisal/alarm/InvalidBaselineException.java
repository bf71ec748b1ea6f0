package dev.surprisal.alarm;

import java.io.IOException;

/** A baseline file cannot be used; the message names file and line. */
public final class InvalidBaselineException extends IOException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    InvalidBaselineException(String place, String reason) {
        super(place + ": " + reason);
    }
}
