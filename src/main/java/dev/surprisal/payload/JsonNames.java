package dev.surprisal.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Names of members that were read before, so that most of them need no new string. Others push them
 * out, which costs a string and no more: payloads may use texts as names.
 */
final class JsonNames {
    private static final int SLOTS = 256;
    private static final int SHIFT = Long.SIZE - 8;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String[] names = new String[SLOTS];

    /** [slot] the first eight bytes of its name, and those behind them. */
    private final long[] heads = new long[SLOTS];

    private final long[] tails = new long[SLOTS];

    /** The ASCII name {@code bytes[from, to)}. */
    String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > 2 * Long.BYTES || from + 2 * Long.BYTES > bytes.length) {
            return string(bytes, from, to);
        }
        long head = (long) WORDS.get(bytes, from);
        long tail = 0;
        if (length < Long.BYTES) {
            head &= ~(-1L << 8 * length);
        } else if (length > Long.BYTES) {
            tail = (long) WORDS.get(bytes, from + 8) & (-1L >>> 8 * (16 - length));
        }
        int slot = (int) ((head ^ 31 * tail) * MULTIPLIER >>> SHIFT);
        String name = names[slot];
        if (name != null && heads[slot] == head && tails[slot] == tail && name.length() == length) {
            return name;
        }
        heads[slot] = head;
        tails[slot] = tail;
        names[slot] = string(bytes, from, to);
        return names[slot];
    }

    private static String string(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).intern();
    }
}
