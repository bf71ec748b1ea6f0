package dev.surprisal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal topic}: what {@code scripts/kafka} does with topics. */
@Command(
        name = "topic",
        description = "Creates, fills and prints topics, for trying jobs; see scripts/kafka.",
        mixinStandardHelpOptions = true,
        hidden = true)
final class TopicCommand {

    private static final String TIMEOUT_MILLIS = "10000";

    @ParentCommand SurprisalCli surprisal;

    @Command(name = "create", description = "Creates a topic.", mixinStandardHelpOptions = true)
    int create(
            @Option(names = "--servers", required = true) String servers,
            @Parameters(paramLabel = "TOPIC") String topic,
            @Parameters(paramLabel = "PARTITIONS", arity = "0..1", defaultValue = "1")
                    int partitions)
            throws InterruptedException {
        Map<String, Object> properties =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
            return ExitCode.COMPLETE;
        } catch (ExecutionException e) {
            throw refused(servers, e.getCause());
        }
    }

    @Command(
            name = "fill",
            description = "Sends recorded lines, the i-th file to partition i.",
            mixinStandardHelpOptions = true)
    int fill(
            @Option(names = "--servers", required = true) String servers,
            @Option(
                            names = "--payload",
                            description = "the answer inside the envelope, its headers beside it")
                    boolean payload,
            @Parameters(paramLabel = "TOPIC") String topic,
            @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files)
            throws Exception {
        try (TopicFiller filler = TopicFiller.open(servers, topic, payload)) {
            long sent = filler.fill(files);
            surprisal.say("%d records sent to %s".formatted(sent, topic));
            return ExitCode.COMPLETE;
        } catch (KafkaException e) {
            throw refused(servers, e);
        }
    }

    @Command(
            name = "read",
            description = "Prints the values that are committed so far.",
            mixinStandardHelpOptions = true)
    int read(
            @Option(names = "--servers", required = true) String servers,
            @Parameters(paramLabel = "TOPIC") String topic) {
        try (TopicReader reader = TopicReader.open(servers)) {
            reader.read(topic, surprisal::say);
            return ExitCode.COMPLETE;
        } catch (KafkaException e) {
            throw refused(servers, e);
        }
    }

    private static UsageException refused(String servers, Throwable cause) {
        return new UsageException("topic at " + servers + ": " + cause.getMessage());
    }
}
