package dev.surprisal.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final String PLAIN = "PLAINTEXT";
    private static final String TLS = "SSL";
    private static final String LOGIN = "SASL_SSL";

    private final Map<String, String> properties;
    private final List<String> addresses;
    private KafkaRaftServer server;

    private KafkaBroker(Map<String, String> properties, List<String> addresses) {
        this.properties = properties;
        this.addresses = addresses;
    }

    /** A broker that keeps its log below {@code directory}; up when this returns. */
    public static KafkaBroker start(Path directory) throws Exception {
        return start(directory, List.of(PLAIN), Map.of(), List.of());
    }

    /** One that also listens for clients with TLS, and for those with TLS and a password. */
    public static KafkaBroker start(Path directory, KafkaLogin login) throws Exception {
        return start(directory, List.of(PLAIN, TLS, LOGIN), login.broker(), login.users());
    }

    private static KafkaBroker start(
            Path directory, List<String> protocols, Map<String, String> more, List<String> users)
            throws Exception {
        for (int start = 1; ; start++) {
            List<String> addresses = freeAddresses(protocols.size() + 1);
            Path log = directory.resolve("kafka-" + addresses.get(0).replace(':', '-'));
            Map<String, String> properties = properties(log, protocols, addresses);
            properties.putAll(more);
            KafkaBroker broker = new KafkaBroker(properties, addresses);
            try {
                format(log, users);
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
        return addresses.get(0);
    }

    /** For clients with TLS and a certificate of their own. */
    public String tlsServers() {
        return addresses.get(1);
    }

    /** For clients with TLS and a password. */
    public String loginServers() {
        return addresses.get(2);
    }

    /** Creates a topic, which can be written to when this returns. */
    public void createTopic(String name, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
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

    /** The last address is the controller's. */
    private static Map<String, String> properties(
            Path log, List<String> protocols, List<String> addresses) {
        String controller = addresses.get(protocols.size());
        StringBuilder listeners = new StringBuilder("CONTROLLER://" + controller);
        for (int i = 0; i < protocols.size(); i++) {
            listeners.append(",").append(protocols.get(i)).append("://").append(addresses.get(i));
        }
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("log.dirs", log.toString());
        properties.put("listeners", listeners.toString());
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL");
        properties.put("controller.quorum.voters", NODE + "@" + controller);
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

    private static void format(Path log, List<String> users) throws Exception {
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
                .setScramArguments(users)
                .setPrintStream(nowhere)
                .run();
    }

    private static List<String> freeAddresses(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                addresses.add("127.0.0.1:" + sockets.get(i).getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return addresses;
    }
}
