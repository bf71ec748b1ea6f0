package dev.surprisal.event;

/**
 * What a topic says of a record beside its bytes.
 *
 * @param timeMillis the record's timestamp, epoch milliseconds; 0 if it has none
 * @param headerNames names of its headers, in order; a name may come twice
 * @param headerValues [headerNames] as UTF-8 text; null where the record has a null
 */
public record Delivery(long timeMillis, String[] headerNames, String[] headerValues) {}
