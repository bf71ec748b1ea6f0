package dev.surprisal.notify;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;

/** Keeps the begin of an answer, which says why a request was refused, and lets the rest pass. */
final class AnswerStart {

    private static final int BYTES_MAX = 300;

    private AnswerStart() {}

    static BodyHandler<String> handler() {
        return info -> {
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            return BodySubscribers.mapping(
                    BodySubscribers.ofByteArrayConsumer(
                            part ->
                                    part.ifPresent(
                                            bytes ->
                                                    start.write(
                                                            bytes, 0, room(start, bytes.length)))),
                    nothing -> oneLine(start.toString(StandardCharsets.UTF_8)));
        };
    }

    private static int room(ByteArrayOutputStream start, int length) {
        return Math.min(length, BYTES_MAX - start.size());
    }

    /** Whatever the other side wrote, it stays on one line of our log. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
