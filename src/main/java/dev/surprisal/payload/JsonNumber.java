package dev.surprisal.payload;

/** Where a number of JSON ends that {@link ByteTokens} reads. */
final class JsonNumber {
    /** Less than what Jackson takes. */
    private static final int LENGTH_MAX = 100;

    private JsonNumber() {}

    /**
     * The end of the number that begins at {@code start}, the complement of it where it has a
     * fraction or an exponent. It stands in a container, so the input's end is never part of it.
     */
    static int end(byte[] bytes, int start, int end) {
        int whole = start < end && bytes[start] == '-' ? start + 1 : start;
        int stop = digits(bytes, whole, end);
        if (bytes[whole] == '0' && stop > whole + 1) {
            throw new ByteTokens.Doubt();
        }
        boolean fraction = stop < end && bytes[stop] == '.';
        if (fraction) {
            stop = digits(bytes, stop + 1, end);
        }
        boolean exponent = stop < end && (bytes[stop] | 0x20) == 'e';
        if (exponent) {
            stop++;
            stop += stop < end && (bytes[stop] == '-' || bytes[stop] == '+') ? 1 : 0;
            stop = digits(bytes, stop, end);
        }
        if (stop - start > LENGTH_MAX) {
            throw new ByteTokens.Doubt();
        }
        return fraction || exponent ? ~stop : stop;
    }

    /** The end of the digits from here on, of which there is one at least. */
    private static int digits(byte[] bytes, int from, int end) {
        int stop = from;
        while (stop < end && bytes[stop] >= '0' && bytes[stop] <= '9') {
            stop++;
        }
        if (stop == from) {
            throw new ByteTokens.Doubt();
        }
        return stop;
    }
}
