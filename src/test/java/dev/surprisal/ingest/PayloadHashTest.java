package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PayloadHashTest {

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger PRIME = new BigInteger("100000001b3", 16);

    @Test
    void isWhatItsDefinitionSaysWhateverTheLength() {
        Random random = new Random(23);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);

            assertEquals(defined(bytes), PayloadHash.of(bytes), "seed 23, length " + length);
        }
    }

    @Test
    void everyBitAndEveryZeroAtTheEndCounts() {
        byte[] bytes = new byte[40];
        new Random(24).nextBytes(bytes);
        Set<Long> hashes = new HashSet<>();
        hashes.add(PayloadHash.of(bytes));
        int expected = 1;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            hashes.add(PayloadHash.of(changed));
            expected++;
        }
        for (int more = 1; more <= 20; more++) {
            hashes.add(PayloadHash.of(Arrays.copyOf(bytes, bytes.length + more)));
            expected++;
        }

        assertEquals(expected, hashes.size(), "seed 24");
    }

    /** A hash of which half the bits do not depend on half the payload would be no 64 bits. */
    @Test
    void aChangeOfOneBitChangesLowAndHighBitsOfTheHash() {
        byte[] bytes = new byte[64];
        new Random(25).nextBytes(bytes);
        long before = PayloadHash.of(bytes);
        long changed = 0;
        for (int bit = 0; bit < 8 * 32; bit++) {
            byte[] other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            changed |= before ^ PayloadHash.of(other);
        }

        assertTrue(changed == -1L, "seed 25: " + Long.toBinaryString(changed));
    }

    private static long defined(byte[] bytes) {
        BigInteger hash = step(new BigInteger("cbf29ce484222325", 16), bytes.length);
        for (int at = 0; at < bytes.length; at += 8) {
            BigInteger word = BigInteger.ZERO;
            for (int i = Math.min(bytes.length, at + 8) - 1; i >= at; i--) {
                word = word.shiftLeft(8).or(BigInteger.valueOf(bytes[i] & 0xff));
            }
            hash = step(hash, word);
        }
        return hash.longValue();
    }

    private static BigInteger step(BigInteger hash, long word) {
        return step(hash, BigInteger.valueOf(word));
    }

    private static BigInteger step(BigInteger hash, BigInteger word) {
        BigInteger product = hash.xor(word).multiply(PRIME).mod(MODULUS);
        return product.xor(product.shiftRight(32));
    }
}
