package dev.surprisal.corpus;

import java.io.IOException;
import java.nio.file.Path;

/** A file that holds no documents of its format. Says which file, where in it, and why. */
public final class InvalidDocumentException extends IOException {
    private static final long serialVersionUID = 1L;

    private InvalidDocumentException(String message, Throwable cause) {
        super(message, cause);
    }

    static InvalidDocumentException of(Path file, String reason, Throwable cause) {
        return new InvalidDocumentException(file + ": " + reason, cause);
    }

    /**
     * @param offset from the start of the file's content, after decompression
     */
    static InvalidDocumentException atByte(Path file, long offset, String reason) {
        return new InvalidDocumentException(file + ", byte " + offset + ": " + reason, null);
    }

    /**
     * @param line from 1
     */
    static InvalidDocumentException atLine(Path file, long line, String reason, Throwable cause) {
        return new InvalidDocumentException(file + ", line " + line + ": " + reason, cause);
    }
}
