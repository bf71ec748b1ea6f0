package dev.surprisal.notify;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a payload says of who sends it.
 *
 * @param job name
 * @param generatorUrl where a person can look further, such as a dashboard; "" for none
 * @param validity how long an alert fires when it is not posted again
 */
public record Sender(String job, String generatorUrl, Duration validity) implements Serializable {}
