package dev.surprisal.payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    private static final List<byte[]> FIELDS =
            Stream.of("data:", "event:", "id:", "retry:", ":")
                    .map(field -> field.getBytes(StandardCharsets.US_ASCII))
                    .toList();

    private final byte[] bytes;
    private final int payloadStart;
    private final int from;
    private final int end;
    private final Budget budget;

    private final Map<String, ResponseDraft> responses = new LinkedHashMap<>();
    private ResponseDraft latest;
    private ResponseDraft unrecognised;
    private ResponseDraft failed;
    private boolean anyRecognised;

    /** Lines from the current event on, and where its data end. */
    private final SseLines lines;

    private int eventEnd;

    SseTranscript(byte[] bytes, int payloadStart, int from, int end, Budget budget) {
        this.bytes = bytes;
        this.payloadStart = payloadStart;
        this.from = from;
        this.end = end;
        this.budget = budget;
        this.lines = new SseLines(bytes, from, end);
        this.eventEnd = from;
    }

    /** Whether bytes begin as no JSON does but an event stream must. */
    static boolean looksLike(byte[] bytes, int from, int end) {
        for (byte[] field : FIELDS) {
            if (SseLines.startsWith(bytes, from, end, field)) {
                return true;
            }
        }
        return false;
    }

    List<ResponseDraft> read() throws MalformedPayloadException {
        try (JsonCursor in = JsonCursor.ofEvents(bytes, from, end, from - payloadStart, budget)) {
            while (in.token() != null) {
                findEvent(in);
                chunk(readWithinEvent(in), in);
                in.next();
            }
        } catch (MalformedPayloadException e) {
            if (!e.cut()) {
                throw e;
            }
        }
        return usable();
    }

    /** Moves to the event in which the current value begins. */
    private void findEvent(JsonCursor in) {
        while (in.offset() >= eventEnd - payloadStart && nextEvent()) {}
    }

    private boolean nextEvent() {
        boolean data = false;
        while (lines.next() && !(data && lines.blank)) {
            if (lines.from < lines.to) {
                data = true;
                eventEnd = lines.to;
            }
        }
        return data;
    }

    /** One parser reads all events, so a value may only seem to go on in the next one. */
    private ResponseDraft readWithinEvent(JsonCursor in) throws MalformedPayloadException {
        int stop = eventEnd - payloadStart;
        try {
            ResponseDraft chunk = ObjectReader.read(in, true);
            if (in.endOffset() <= stop) {
                return chunk;
            }
        } catch (MalformedPayloadException e) {
            if (e.offset() <= stop) {
                throw e;
            }
        }
        throw new MalformedPayloadException(
                stop, in.format(), JsonCursor.TOO_EARLY, MalformedPayloadException.Kind.SYNTAX);
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
