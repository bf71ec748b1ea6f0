package dev.surprisal.event;

/**
 * Bytes as a source delivered them: one response, one line, or one whole transcript.
 *
 * @param origin where they stood; its source is the partition
 * @param documentName what to call its document when the payload has no id
 * @param bytes the payload; empty when {@code fault} or {@code notice} is set
 * @param fault why there are no bytes (too long, no such file, unreadable), or null
 * @param delivery what came beside the bytes, or null
 * @param notice not a payload but word of the partition {@code origin.source()}; null for a payload
 */
public record Payload(
        Origin origin,
        String documentName,
        byte[] bytes,
        String fault,
        Delivery delivery,
        Notice notice) {

    /** A payload that came with nothing beside its bytes. */
    public Payload(Origin origin, String documentName, byte[] bytes, String fault) {
        this(origin, documentName, bytes, fault, null, null);
    }

    /** Word of a partition. */
    public static Payload notice(Notice notice, String partition) {
        return new Payload(new Origin(partition, 0, 0, 0), null, new byte[0], null, null, notice);
    }
}
