package dev.surprisal.emit;

import dev.surprisal.notify.HttpTarget;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where alerts are posted.
 *
 * @param target address, headers and timeout. Of Alertmanager without {@code /api/v2/alerts}
 * @param awayMax how long the target may be away before an alert that it has not taken stops the
 *     job
 * @param repeat how often Alertmanager is told again of an alert that fires; it holds one for four
 *     times as long, as it does those of Prometheus. A webhook is told once
 * @param generatorUrl where a person can look further, such as a dashboard; "" for none
 * @param steps whether windows of the alerts are steps of training, which have no time of day
 */
public record HttpSinkSpec(
        HttpTarget target, Duration awayMax, Duration repeat, String generatorUrl, boolean steps)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public HttpSinkSpec {
        FileSinkSpec.checkPositive("time that a target of alerts may be away", awayMax);
        FileSinkSpec.checkPositive("time between two posts of an alert", repeat);
        if (!generatorUrl.isEmpty()) {
            URI.create(generatorUrl);
        }
    }

    /** Ten seconds for an answer; away for at most ten minutes; repeated every minute. */
    public static HttpSinkSpec standard(URI uri, boolean steps) {
        return new HttpSinkSpec(
                new HttpTarget(uri, Map.of(), Duration.ofSeconds(10)),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                "",
                steps);
    }
}
