package dev.surprisal.event;

/** Where an event time came from. */
public enum EventTimeOrigin {
    /** The native envelope's {@code event_time}. */
    ENVELOPE,
    /** The server's {@code created}: request start or serialisation, by server. */
    SERVER_CREATED,
    /** Nothing said a time: 0, so that a result never depends on the clock. */
    NONE,
    /** The clock of the gateway that logged the answer, where the server gave no time. */
    GATEWAY,
    /** The server's own time of the end of the request: SGLang's {@code request_finished_ts}. */
    SERVER_FINISH,
    /** The timestamp of the topic's record, where the answer has no time or one ahead of it. */
    RECORD,
    /** The latest event time of its partition, where nothing else said a time. */
    PARTITION
}
