package dev.surprisal.payload;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pieces of answers with made-up values, the same in every run. */
final class SampleJson {
    static final int TOKENS = 200;

    private final Random random = new Random(7);

    String legacy(boolean top) {
        return "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1755000000,"
                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\","
                + "\"logprobs\":{\"tokens\":"
                + list(TOKENS, i -> "\"" + text() + "\"")
                + ",\"token_logprobs\":"
                + list(TOKENS, i -> value())
                + (top
                        ? ",\"top_logprobs\":"
                                + list(
                                        TOKENS,
                                        i -> object(5, k -> "\"" + text() + k + "\":" + value()))
                        : "")
                + ",\"text_offset\":"
                + list(TOKENS, i -> "" + 4 * i)
                + "}}]}";
    }

    static String tensor(String name, String type, String shape, String data) {
        return "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":[%s],\"data\":%s}]}"
                .formatted(name, type, shape, data);
    }

    String chat(int top) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1755000000,"
                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"\"},"
                + "\"finish_reason\":\"stop\",\"logprobs\":{\"content\":"
                + entries(top)
                + ",\"refusal\":null}}]}";
    }

    String chatStream(int top) {
        return events(
                i ->
                        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                                + "\"created\":1755000000,\"model\":\"m\",\"choices\":[{\"index\":0,"
                                + "\"delta\":{\"content\":\"a\"},\"finish_reason\":null,"
                                + "\"logprobs\":{\"content\":["
                                + entry(text(), top, false)
                                + "]}}]}");
    }

    /** The members of a native record that hold its tokens. */
    String values() {
        return "\"token_ids\":"
                + list(TOKENS, i -> "" + id())
                + ",\"logprobs\":"
                + list(TOKENS, i -> value());
    }

    String entries(int top) {
        return entries(top, this::text);
    }

    String entries(int top, Supplier<String> text) {
        return list(TOKENS, i -> entry(text.get(), top, false));
    }

    String entry(String text, int top, boolean ids) {
        String tops = list(top, k -> fields(text(), ids) + "}");
        return fields(text, ids) + (top > 0 ? ",\"top_logprobs\":" + tops : "") + "}";
    }

    String fields(String text, boolean ids) {
        String bytes = list(text.length(), i -> "" + (int) text.charAt(i));
        return "{%s\"token\":\"%s\",\"bytes\":%s,\"logprob\":%s"
                .formatted(ids ? "\"id\":" + id() + "," : "", text, bytes, value());
    }

    String triple() {
        return "[%s,%d,null]".formatted(value(), id());
    }

    String text() {
        return " " + Integer.toString(random.nextInt(100_000), 36);
    }

    int id() {
        return random.nextInt(128_000);
    }

    String value() {
        return Float.toString((float) (-8 * random.nextDouble() - 0.001));
    }

    static String list(int length, IntFunction<String> element) {
        return IntStream.range(0, length)
                .mapToObj(element)
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String object(int length, IntFunction<String> member) {
        return IntStream.range(0, length)
                .mapToObj(member)
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String events(IntFunction<String> event) {
        return lines(i -> "data: " + event.apply(i) + "\n");
    }

    static String lines(IntFunction<String> line) {
        return IntStream.range(0, TOKENS)
                .mapToObj(i -> line.apply(i) + "\n")
                .collect(Collectors.joining());
    }

    static String escaped(String json) {
        return json.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    float probability() {
        return random.nextFloat();
    }
}
