package dev.surprisal.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON as bytes, written without a tree or a String a token: answers hold thousands of entries. The
 * caller puts the commas. Used again after {@link #clear}; not thread-safe.
 */
final class JsonBuffer {

    private static final double DECIMALS_SCALE = 1e12;
    private static final int DECIMALS = 12;

    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Structure and keys: characters below 128, as they are. */
    JsonBuffer ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** JSON made earlier. */
    JsonBuffer json(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** A string with its quotes, as UTF-8; unpaired surrogates become question marks. */
    JsonBuffer string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length * 6 + 2);
        bytes[length++] = '"';
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = b;
            } else if (b >= 0 && b < ' ') {
                ascii("\\u00").hex(b >> 4).hex(b & 15);
            } else {
                bytes[length++] = b;
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private JsonBuffer hex(int digit) {
        bytes[length++] = (byte) "0123456789abcdef".charAt(digit);
        return this;
    }

    JsonBuffer number(long value) {
        reserve(20);
        if (value < 0) {
            bytes[length++] = '-';
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** {@code value} to 12 decimals, exactly: what {@link #rounded} gives. Below 9,000 in size. */
    static double rounded(double value) {
        return StrictMath.rint(value * DECIMALS_SCALE) / DECIMALS_SCALE + 0.0; // no -0.0
    }

    /**
     * A value that {@link #rounded} gave. Multiplied by 10¹² it is within 0.01 of the integer it
     * was made from, so that integer's digits are exact, and a parser divides them to the same
     * double.
     */
    JsonBuffer rounded12(double rounded) {
        long scaled = (long) StrictMath.rint(Math.abs(rounded) * DECIMALS_SCALE);
        reserve(32);
        if (rounded < 0) {
            bytes[length++] = '-';
        }
        number(scaled / (long) DECIMALS_SCALE);
        bytes[length++] = '.';
        long rest = scaled % (long) DECIMALS_SCALE;
        for (int i = DECIMALS - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += DECIMALS;
        return this;
    }

    JsonBuffer ids(int... ids) {
        ascii("[");
        for (int i = 0; i < ids.length; i++) {
            ascii(i == 0 ? "" : ",").number(ids[i]);
        }
        return ascii("]");
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
