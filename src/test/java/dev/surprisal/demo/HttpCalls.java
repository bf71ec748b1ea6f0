package dev.surprisal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Real requests to a started server, and its answers decoded as the job decodes them. */
record HttpCalls(DemoServer server) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(server.uri().resolve(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return MAPPER.readTree(
                CLIENT.send(
                                HttpRequest.newBuilder(server.uri().resolve(path)).build(),
                                BodyHandlers.ofByteArray())
                        .body());
    }

    /** The answer as JSON, whatever its status. */
    JsonNode json(String path, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(post(path, body).body());
    }

    /** What the decoder makes of a prompt's log-probs in the answer, which is a good one. */
    List<Completion> prompts(String path, String body) throws Exception {
        return decode(path, body, Segment.PROMPT);
    }

    List<Completion> decode(String path, String body, Segment segment) throws Exception {
        HttpResponse<byte[]> answer = post(path, body);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + new String(answer.body(), "UTF-8"));
        }
        return decode(answer.body()).stream()
                .filter(completion -> completion.identity().segment() == segment)
                .toList();
    }

    static List<Completion> decode(byte[] body) throws MalformedPayloadException {
        return new PayloadDecoder()
                .decode(
                        body,
                        0,
                        body.length,
                        new Origin("http", 0, body.length, 0),
                        new PayloadDefaults("demo", "document"));
    }
}
