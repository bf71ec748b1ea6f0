package dev.surprisal.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 64 bits of a payload: tells repeats from conflicts and breaks ties between them, the same on
 * every machine. Not a defence against an adversary, who could as well send what he likes.
 *
 * <p>FNV-1a over words of eight bytes, little-endian, instead of bytes: an eighth of the
 * multiplications, each of which waits for the one before. A product moves bits upward only, so the
 * upper half is folded into the lower one after each. The last word is filled up with zeros, and
 * the length goes in first, so that zeros at the end count.
 *
 * <p>Source of constants: Fowler, Noll and Vo, draft-eastlake-fnv.
 */
final class PayloadHash {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PayloadHash() {}

    static long of(byte[] bytes) {
        long hash = next(OFFSET_BASIS, bytes.length);
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            hash = next(hash, (long) WORDS.get(bytes, at));
        }
        if (at == bytes.length) {
            return hash;
        }
        long rest = 0;
        for (int i = bytes.length - 1; i >= at; i--) {
            rest = rest << Byte.SIZE | bytes[i] & 0xff;
        }
        return next(hash, rest);
    }

    private static long next(long hash, long word) {
        long product = (hash ^ word) * PRIME;
        return product ^ product >>> 32;
    }
}
