package dev.surprisal.demo;

/** Answers requests to one path by writing JSON into the call. Thread-safe. */
interface Endpoint {

    /**
     * Writes the whole answer.
     *
     * @param body of the request; empty for GET
     */
    void answer(byte[] body, Call call) throws RequestException;
}
