package dev.surprisal.ingest;

import dev.surprisal.event.Payload;

/**
 * What a file gave.
 *
 * @param payload null when the file turned out to be gone
 * @param after how far the file has been read with it
 */
record FolderRead(Payload payload, FolderSplit after) {}
