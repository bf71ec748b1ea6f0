package dev.surprisal.server;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What went wrong below HTTP, in words, and whether it may go well later. */
final class Faults {
    private Faults() {}

    /** The fault itself, without what futures wrap around it. */
    static Throwable unwrap(Throwable fault) {
        Throwable inner = fault;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static boolean unreachable(Throwable fault) {
        return fault instanceof ConnectException;
    }

    static boolean worthRetrying(Throwable fault) {
        boolean later = fault instanceof IOException || fault instanceof TimeoutException;
        return later
                && !(fault instanceof LimitedBody.TooLongException)
                && !(fault instanceof SSLException);
    }

    static String reason(Throwable fault) {
        if (fault instanceof TimeoutException || fault instanceof LimitedBody.TooLongException) {
            return fault.getMessage();
        }
        if (fault instanceof ConnectException) {
            return unresolved(fault)
                    ? "unreachable: no such host"
                    : "unreachable: connection refused";
        }
        if (fault instanceof SSLException) {
            return "TLS failed: " + fault.getMessage();
        }
        if (fault instanceof IOException) {
            return "the connection broke: " + fault.getMessage();
        }
        return fault.toString();
    }

    private static boolean unresolved(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
