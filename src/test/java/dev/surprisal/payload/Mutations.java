package dev.surprisal.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Ways in which payloads go wrong between a server and us, and ways to attack a decoder. */
final class Mutations {
    private static final String[] VALUES = {
        "null",
        "true",
        "\"x\"",
        "\"\"",
        "\"NaN\"",
        "NaN",
        "-Infinity",
        "1e999",
        "-1e999",
        "-0.0",
        "99999999999999999999",
        "-1",
        "2147483648",
        "{}",
        "[]",
        "[null]",
        "[[1]]",
        "{\"a\":{}}",
        "1e-400",
        "0",
        "\"token_id:7\"",
        "-9999.0",
        "1.5",
        "\"data: {}\"",
        "\"\\ud800\"",
        "\"prompt\"",
        "{\"logprob\":-1}",
        "[{\"logprob\":-1},null]",
        "9".repeat(300)
    };

    private Mutations() {}

    /** One to three random changes. */
    static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original;
        for (int n = random.nextInt(1, 4); n > 0 && bytes.length > 0; n--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 1 -> {
                return splice(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 20)), "");
            }
            case 2 -> {
                return splice(bytes, at, at, "[".repeat(random.nextInt(1, 2_000)));
            }
            case 3 -> {
                return splice(bytes, at, at, "x".repeat(random.nextInt(1, 20_000)));
            }
            case 4 -> {
                int to = Math.min(bytes.length, at + random.nextInt(1, 200));
                String copy = new String(bytes, at, to - at, StandardCharsets.ISO_8859_1);
                return splice(bytes, at, at, copy);
            }
            default -> {
                return swapValue(bytes, at, VALUES[random.nextInt(VALUES.length)]);
            }
        }
    }

    /** Replaces the value behind the next colon or comma by another type's. */
    private static byte[] swapValue(byte[] bytes, int from, String value) {
        int start = from;
        while (start < bytes.length && bytes[start] != ':' && bytes[start] != ',') {
            start++;
        }
        start = Math.min(start + 1, bytes.length);
        int end = start;
        int depth = 0;
        while (end < bytes.length) {
            byte b = bytes[end];
            depth += b == '{' || b == '[' ? 1 : 0;
            if (depth == 0 && (b == ',' || b == '}' || b == ']')) {
                break;
            }
            depth -= b == '}' || b == ']' ? 1 : 0;
            end++;
        }
        return splice(bytes, start, end, value);
    }

    private static byte[] splice(byte[] bytes, int from, int to, String replacement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + replacement.length());
        out.write(bytes, 0, from);
        out.writeBytes(replacement.getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
