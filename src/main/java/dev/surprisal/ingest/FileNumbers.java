package dev.surprisal.ingest;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files in the order of the numbers in their names, so that what was written at about the same time
 * is read at about the same time: of our own roll-outs first the attempt, then the number, then the
 * rank; of others the last number in the name. Then by path.
 */
final class FileNumbers implements Comparator<Path> {

    private static final Pattern OWN = Pattern.compile("rollout-r(\\d+)-a(\\d+)-(\\d+)\\.jsonl.*");

    private static final Pattern LAST = Pattern.compile(".*?(\\d+)\\D*", Pattern.DOTALL);

    @Override
    public int compare(Path a, Path b) {
        BigInteger[] ofA = numbers(a);
        BigInteger[] ofB = numbers(b);
        for (int i = 0; i < ofA.length; i++) {
            int order = ofA[i].compareTo(ofB[i]);
            if (order != 0) {
                return order;
            }
        }
        return a.compareTo(b);
    }

    private static BigInteger[] numbers(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        Matcher own = OWN.matcher(name);
        if (own.matches()) {
            return new BigInteger[] {
                new BigInteger(own.group(2)),
                new BigInteger(own.group(3)),
                new BigInteger(own.group(1))
            };
        }
        Matcher last = LAST.matcher(name);
        return new BigInteger[] {
            BigInteger.ZERO,
            last.matches() ? new BigInteger(last.group(1)) : BigInteger.ZERO,
            BigInteger.ZERO
        };
    }
}
