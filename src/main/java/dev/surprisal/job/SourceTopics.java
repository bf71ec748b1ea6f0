package dev.surprisal.job;

import dev.surprisal.config.MonitorSettings.TopicSettings;
import dev.surprisal.emit.Sinks;
import java.time.Duration;

/** Whether the topics that a job reads are there, before it starts. */
final class SourceTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private SourceTopics() {}

    /**
     * Asks the brokers for each topic that is named; of a pattern any number may come later, so
     * only whether they let the job in.
     *
     * @throws RefusedInputException saying which is not there, or that nobody answers
     */
    static void check(TopicSettings topics) throws RefusedInputException {
        if (topics == null) {
            return;
        }
        try {
            Sinks.checkTopics(topics.servers(), topics.topics(), topics.properties(), PATIENCE);
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("source.kafka: " + e.getMessage());
        }
    }
}
