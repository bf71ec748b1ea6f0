package dev.surprisal.demo;

/** A request that cannot be answered, and the status and vLLM's error type that say so. */
final class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    RequestException(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static RequestException bad(String message) {
        return new RequestException(400, "BadRequestError", message);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }
}
