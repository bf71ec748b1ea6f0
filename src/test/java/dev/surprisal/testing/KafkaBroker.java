package dev.surprisal.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker, which is its own KRaft controller, in this JVM and on loopback. */
public final class KafkaBroker implements AutoCloseable {

    private static final int NODE = 1;
    private static final int STARTS_MAX = 5;

    private final Map<String, String> properties;
    private final String bootstrapServers;
    private KafkaRaftServer server;

    private KafkaBroker(Map<String, String> properties, String bootstrapServers) {
        this.properties = properties;
        this.bootstrapServers = bootstrapServers;
    }

    /** A broker that keeps its log below {@code directory}; up when this returns. */
    public static KafkaBroker start(Path directory) throws Exception {
        for (int start = 1; ; start++) {
            int[] ports = freePorts();
            Path log = directory.resolve("kafka-" + ports[0]);
            KafkaBroker broker = new KafkaBroker(properties(log, ports), "127.0.0.1:" + ports[0]);
            try {
                format(log);
                broker.resume();
                return broker;
            } catch (Exception e) {
                // A port that was free may have been taken meanwhile.
                broker.close();
                if (start == STARTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** For {@code bootstrap.servers}; the same after {@link #suspend} and {@link #resume}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Creates a topic, which can be written to when this returns. */
    public void createTopic(String name, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
            while (!isLed(admin, name, partitions)) {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Whether the broker knows that it leads a new topic. A producer that is told that it does not,
     * in answer to several requests at once, can keep its records until they expire (4.2.0).
     */
    private static boolean isLed(Admin admin, String topic, int partitions)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try {
            admin.listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException e) {
            // What a client would not try again, or not for longer, is a fault of the test.
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /** Goes away; what was written stays. */
    public void suspend() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Comes up, at the same address and with what was written. */
    public void resume() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(javaProperties()), Time.SYSTEM);
        server.startup();
    }

    @Override
    public void close() {
        suspend();
    }

    private Properties javaProperties() {
        Properties all = new Properties();
        all.putAll(properties);
        return all;
    }

    private static Map<String, String> properties(Path log, int[] ports) {
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("log.dirs", log.toString());
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(ports[0], ports[1]));
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + ports[1]);
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // Recorded streams keep their times, which are long ago.
        properties.put("log.retention.ms", "-1");
        properties.put("auto.create.topics.enable", "false");
        return properties;
    }

    private static void format(Path log) throws Exception {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .setDirectories(List.of(log.toString()))
                .setMetadataLogDirectory(log.toString())
                .setControllerListenerName("CONTROLLER")
                .setUnstableFeatureVersionsEnabled(false)
                .setIgnoreFormatted(true)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setPrintStream(nowhere)
                .run();
    }

    private static int[] freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            return new int[] {broker.getLocalPort(), controller.getLocalPort()};
        }
    }
}
