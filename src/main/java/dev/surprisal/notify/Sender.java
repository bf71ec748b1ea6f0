package dev.surprisal.notify;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a payload says of who sends it.
 *
 * @param job name
 * @param generatorUrl where a person can look further, such as a dashboard; "" for none
 * @param validity how long an alert fires when it is not posted again
 * @param steps whether windows of its alerts are steps of training, which have no time of day
 */
public record Sender(String job, String generatorUrl, Duration validity, boolean steps)
        implements Serializable {}
