package dev.surprisal.emit;

import dev.surprisal.notify.TimedAlert;

/**
 * What a sink of alerts keeps over a restart.
 *
 * @param alert and when it was raised
 * @param role why it is kept
 */
record KeptAlert(TimedAlert alert, Role role) {

    /** Why an alert is kept; new ones are only added at the end, since state holds the ordinal. */
    enum Role {
        /** Raised or resolved, and not yet taken by the target. */
        PENDING,
        /** Raised and not resolved. */
        FIRING
    }
}
