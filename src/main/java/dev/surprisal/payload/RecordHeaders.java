package dev.surprisal.payload;

import dev.surprisal.event.Delivery;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code headers} of a record of ours: what a topic's record would have beside its bytes, like the
 * route of the request. Each name once, since an object is read by others too. Golden case:
 * native/envelope_headers.
 */
final class RecordHeaders {
    static final int HEADERS_MAX = 64;
    static final int NAME_CHARS_MAX = 256;
    static final int VALUE_CHARS_MAX = 1024;

    private RecordHeaders() {}

    /** The headers in their order; null if the value is null. */
    static Delivery read(JsonCursor in) throws MalformedPayloadException {
        if (in.isNull()) {
            return null;
        }
        in.expectObject("headers");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name = in.nextKey(); name != null; name = in.nextKey()) {
            String shown = "headers." + JsonWords.shown(name);
            String value = in.string(shown);
            if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
                throw in.fault("headers has a name of %d characters".formatted(name.length()));
            }
            if (value.length() > VALUE_CHARS_MAX) {
                String reason = "%s has %d characters, expected at most %d";
                throw in.fault(reason.formatted(shown, value.length(), VALUE_CHARS_MAX));
            }
            if (headers.put(name, value) != null) {
                throw in.fault(shown + " stands twice");
            }
            if (headers.size() > HEADERS_MAX) {
                throw in.fault("headers has more than " + HEADERS_MAX + " names");
            }
        }
        return new Delivery(
                0,
                headers.keySet().toArray(String[]::new),
                headers.values().toArray(String[]::new));
    }
}
