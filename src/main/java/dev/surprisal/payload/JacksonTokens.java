package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Jackson's tokens: any JSON, and for what is none where and why. */
final class JacksonTokens implements JsonTokens {
    private final JsonParser parser;

    JacksonTokens(JsonParser parser) {
        this.parser = parser;
    }

    @Override
    public JsonToken current() {
        return parser.currentToken();
    }

    @Override
    public JsonToken next() throws IOException {
        return parser.nextToken();
    }

    @Override
    public String nextName() throws IOException {
        return parser.nextFieldName();
    }

    @Override
    public void skip() throws IOException {
        parser.skipChildren();
    }

    @Override
    public int depth() {
        return parser.getParsingContext().getNestingDepth();
    }

    @Override
    public CharSlice chars(CharSlice into) throws IOException {
        into.chars = parser.getTextCharacters();
        into.offset = parser.getTextOffset();
        into.length = parser.getTextLength();
        return into;
    }

    @Override
    public String text() throws IOException {
        return parser.getText();
    }

    @Override
    public int length() throws IOException {
        return parser.getTextLength();
    }

    @Override
    public double doubleValue() throws IOException {
        return parser.getDoubleValue();
    }

    @Override
    public int intValue() throws IOException {
        return parser.getIntValue();
    }

    @Override
    public long longValue() throws IOException {
        return parser.getLongValue();
    }

    @Override
    public long offset() {
        return parser.currentTokenLocation().getByteOffset();
    }

    @Override
    public long endOffset() {
        return parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
