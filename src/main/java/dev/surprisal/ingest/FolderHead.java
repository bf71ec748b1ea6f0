package dev.surprisal.ingest;

/**
 * What is known of the beginning of a file, to tell it from another of the same name: a file that
 * only grows keeps its first bytes. Inodes would not do, since they are used again at once.
 *
 * @param length how many bytes are known, at most {@link FolderHeadBytes#BYTES_MAX}
 * @param hash of them
 */
record FolderHead(int length, long hash) {

    /** Nothing: every file begins with that. */
    static final FolderHead NONE = new FolderHead(0, 0);
}
