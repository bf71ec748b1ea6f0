package dev.surprisal.server;

import java.io.IOException;
import java.nio.file.Path;

/** A journal that another job began. */
public final class JournalMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    JournalMismatchException(Path file, String found, String expected) {
        super(
                "%s is the journal of another job: its fingerprint is %s, this job's is %s; name another folder"
                        .formatted(file, found, expected));
    }
}
