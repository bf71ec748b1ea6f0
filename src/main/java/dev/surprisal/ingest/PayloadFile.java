package dev.surprisal.ingest;

import java.io.Serializable;

/**
 * A file of server responses.
 *
 * @param path of the file
 * @param name how results call it
 * @param fault why it cannot be read, so that it becomes a dead letter unread; null if nothing is
 *     known against it
 */
public record PayloadFile(String path, String name, String fault) implements Serializable {}
