package dev.surprisal.probe;

/**
 * What one probe says of one replica. NaN where a number does not exist.
 *
 * @param round number of the round, from 1
 * @param millis when the round began, epoch milliseconds
 * @param replica name of the server
 * @param url of the server
 * @param model that it named; "" if none
 * @param verdict of all probes so far
 * @param sinceMillis when the change, or the silence, began; 0 where the replica is the same
 * @param reason why it is unreadable; "" otherwise
 * @param comparedWith whose baseline, of when, in words; "" where there is none yet
 * @param documents scored
 * @param tokens scored
 * @param perplexity now
 * @param baselinePerplexity of the baseline
 * @param ratio of perplexities, now over baseline
 * @param ratioLow lower end of its 95 % interval, clustered by document
 * @param ratioHigh upper end
 * @param difference mean over documents of |ln ratio of perplexities|, nats
 * @param allowed the difference that counts as none, nats
 * @param evidence of a change, of which 1 is a change; NaN while it is changed or unreadable, when
 *     nothing is gathered
 */
public record ProbeResult(
        long round,
        long millis,
        String replica,
        String url,
        String model,
        ProbeVerdict verdict,
        long sinceMillis,
        String reason,
        String comparedWith,
        long documents,
        long tokens,
        double perplexity,
        double baselinePerplexity,
        double ratio,
        double ratioLow,
        double ratioHigh,
        double difference,
        double allowed,
        double evidence) {}
