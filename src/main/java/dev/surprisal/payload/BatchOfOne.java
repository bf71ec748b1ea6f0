package dev.surprisal.payload;

/** Arrays that may stand in one more: tools cut a batch into slices of one and print those. */
final class BatchOfOne {
    /** Reads the current element. */
    interface Element {
        void read(JsonCursor in) throws MalformedPayloadException;
    }

    private BatchOfOne() {}

    /** Reads {@code [1, 2]} or {@code [[1, 2]]}; whether it was the latter. */
    static boolean read(JsonCursor in, String what, Element element)
            throws MalformedPayloadException {
        in.expectArray(what);
        boolean more = in.nextElement();
        boolean batch = more && in.isArray();
        if (batch) {
            more = in.nextElement();
        }
        for (; more; more = in.nextElement()) {
            element.read(in);
        }
        if (batch && in.nextElement()) {
            throw in.fault(what + " holds more than one sequence");
        }
        return batch;
    }
}
