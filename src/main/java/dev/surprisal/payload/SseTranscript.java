package dev.surprisal.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream of server-sent events as it went over the wire: one chunk an event, {@code [DONE]} or
 * nothing at the end.
 *
 * <p>Chunks are put together by id and choice, in order of arrival. A transcript may end anywhere,
 * even inside an event: what arrived before counts. A broken event with others after it is a fault
 * of the payload. Grammar: WHATWG HTML, 9.2.6; in addition the last event needs no blank line, and
 * an event may hold several values, since proxies drop blank lines.
 */
final class SseTranscript {
    private static final String[] FIELDS = {"data:", "event:", "id:", "retry:", ":"};
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int payloadStart;
    private final int end;
    private final Budget budget;
    private int position;

    private final Map<String, ResponseDraft> responses = new LinkedHashMap<>();
    private ResponseDraft latest;
    private ResponseDraft unrecognised;
    private ResponseDraft failed;
    private boolean anyRecognised;
    private MalformedPayloadException broken;

    /** The current event's data: one line in place, or several joined in {@link #joined}. */
    private int dataFrom;

    private int dataTo;
    private int dataLines;
    private final ByteArrayOutputStream joined = new ByteArrayOutputStream(0);

    SseTranscript(byte[] bytes, int payloadStart, int from, int end, Budget budget) {
        this.bytes = bytes;
        this.payloadStart = payloadStart;
        this.position = from;
        this.end = end;
        this.budget = budget;
    }

    /** Whether bytes begin as no JSON does but an event stream must. */
    static boolean looksLike(byte[] bytes, int from, int end) {
        for (String field : FIELDS) {
            if (startsWith(bytes, from, end, field)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, int from, int end, String prefix) {
        if (end - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (bytes[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    List<ResponseDraft> read() throws MalformedPayloadException {
        while (position < end) {
            int lineTo = position;
            while (lineTo < end && bytes[lineTo] != '\n' && bytes[lineTo] != '\r') {
                lineTo++;
            }
            line(position, lineTo);
            position = lineTo + 1;
            if (lineTo + 1 < end && bytes[lineTo] == '\r' && bytes[lineTo + 1] == '\n') {
                position++;
            }
        }
        dispatch();
        if (broken != null && !broken.cut()) {
            throw broken;
        }
        return usable();
    }

    private List<ResponseDraft> usable() throws MalformedPayloadException {
        if (!anyRecognised && unrecognised != null) {
            throw PayloadReader.unknown(unrecognised);
        }
        boolean tokenless = responses.values().stream().allMatch(ResponseDraft::tokenless);
        if (failed != null && tokenless) {
            throw new MalformedPayloadException(failed.offset, null, PayloadReader.SERVER_ERROR);
        }
        return new ArrayList<>(responses.values());
    }

    private void line(int from, int to) throws MalformedPayloadException {
        if (from == to) {
            dispatch();
            return;
        }
        if (!startsWith(bytes, from, to, "data:")) {
            return;
        }
        int start = from + "data:".length();
        int stop = to;
        while (start < stop && (bytes[start] == ' ' || bytes[start] == '\t')) {
            start++;
        }
        while (stop > start && (bytes[stop - 1] == ' ' || bytes[stop - 1] == '\t')) {
            stop--;
        }
        if (start == stop || isDone(start, stop)) {
            return;
        }
        data(start, stop);
    }

    private boolean isDone(int from, int to) {
        return to - from == DONE.length && Arrays.equals(bytes, from, to, DONE, 0, to - from);
    }

    private void data(int from, int to) {
        if (dataLines == 0) {
            dataFrom = from;
            dataTo = to;
        } else {
            if (dataLines == 1) {
                joined.reset();
                joined.write(bytes, dataFrom, dataTo - dataFrom);
            }
            joined.write('\n');
            joined.write(bytes, from, to - from);
        }
        dataLines++;
    }

    private void dispatch() throws MalformedPayloadException {
        if (dataLines == 0) {
            return;
        }
        if (broken != null) {
            throw broken;
        }
        boolean inPlace = dataLines == 1;
        dataLines = 0;
        byte[] event = inPlace ? bytes : joined.toByteArray();
        int from = inPlace ? dataFrom : 0;
        int length = inPlace ? dataTo - dataFrom : event.length;
        // In a joined event offsets count from its first line: close enough to find it.
        try (JsonCursor in = new JsonCursor(event, from, length, dataFrom - payloadStart, budget)) {
            while (in.token() != null) {
                chunk(ObjectReader.read(in, true), in);
                in.next();
            }
        } catch (MalformedPayloadException e) {
            broken = e;
        }
    }

    private void chunk(ResponseDraft chunk, JsonCursor in) throws MalformedPayloadException {
        if (chunk.failed) {
            failed = failed == null ? chunk : failed;
        }
        if (!chunk.recognised) {
            unrecognised = unrecognised == null ? chunk : unrecognised;
            return;
        }
        anyRecognised = true;
        String key = chunk.id == null ? "" : chunk.id;
        // Usage and error events may come without an id: they belong to what they follow.
        boolean stray = chunk.id == null && chunk.choices().isEmpty();
        boolean follows = stray || chunk.responses.follows(latest, chunk.id);
        ResponseDraft known = follows ? latest : responses.get(key);
        if (known == null) {
            if (!in.claimChoice()) {
                throw in.fault("more than " + Budget.CHOICES_MAX + " answers in one payload");
            }
            responses.put(key, chunk);
            known = chunk;
        } else {
            known.append(chunk, in);
        }
        latest = known;
    }
}
