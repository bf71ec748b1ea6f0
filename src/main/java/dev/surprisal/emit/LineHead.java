package dev.surprisal.emit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The fields that say what a result line is. {@link ResultEncoder} writes them first, so this reads
 * a few tokens and not the line.
 */
final class LineHead {

    private static final JsonFactory FACTORY = new JsonFactory();

    private LineHead() {}

    /**
     * The line's {@code kind}: "window", "alert".
     *
     * @throws IOException when the line is no JSON object with a text of that name: a bug
     */
    static String kind(String json) throws IOException {
        return text(json, "kind");
    }

    /** The text of this name. */
    static String text(String json, String wanted) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(wanted) && value == JsonToken.VALUE_STRING) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        }
        throw new IOException("a result line without a " + wanted);
    }
}
