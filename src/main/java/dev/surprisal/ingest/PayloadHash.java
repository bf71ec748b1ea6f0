package dev.surprisal.ingest;

/**
 * 64-bit FNV-1a of a payload: tells repeats from conflicts and breaks ties between them, the same
 * on every machine. Not a defence against an adversary, who could as well send what he likes.
 *
 * <p>Source: Fowler, Noll and Vo, draft-eastlake-fnv.
 */
final class PayloadHash {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private PayloadHash() {}

    static long of(byte[] bytes) {
        long hash = OFFSET_BASIS;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }
}
