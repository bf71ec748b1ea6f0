package dev.surprisal.demo;

/**
 * Which scoring requests go wrong, by count and not by chance.
 *
 * @param kind what goes wrong
 * @param every the n-th, 2n-th, … request; 1 for all
 * @param times how often at most; then the rule is spent
 */
public record FaultRule(FaultKind kind, long every, long times) {

    /** Refuses counts below 1. */
    public FaultRule {
        if (every < 1 || times < 1) {
            throw new IllegalArgumentException(
                    "fault " + kind.label() + " every " + every + ", " + times + " times: below 1");
        }
    }

    /**
     * Reads {@code KIND:EVERY} or {@code KIND:EVERY:TIMES}, such as {@code 429:5} or {@code
     * reset:1:3}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static FaultRule parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "fault " + text + ", expected KIND:EVERY or KIND:EVERY:TIMES, such as 429:5");
        }
        FaultKind kind = FaultKind.of(parts[0]);
        try {
            long times = parts.length == 3 ? Long.parseLong(parts[2]) : Long.MAX_VALUE;
            return new FaultRule(kind, Long.parseLong(parts[1]), times);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "fault " + text + " has a part that is no number", e);
        }
    }

    /** Whether request {@code number}, counted from 1, goes wrong. */
    boolean hits(long number) {
        return number % every == 0 && number / every <= times;
    }
}
