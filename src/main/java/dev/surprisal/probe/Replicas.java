package dev.surprisal.probe;

import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The servers of a probe, those included that are our own: started for it and stopped with it. */
final class Replicas implements Closeable {

    private static final Pattern DEMO = Pattern.compile("demo(?:@([1-9][0-9]{0,8}))?");
    private static final Pattern NAMED = Pattern.compile("([^=/:]+)=(.+)");
    private static final long OTHER_WEIGHTS = 1;

    private final List<Replica> replicas = new ArrayList<>();
    private final List<Demo> demos = new ArrayList<>();

    private Replicas() {}

    /** A server of our own. */
    private static final class Demo {
        private final long changesAt;
        private DemoServer server;
        private boolean changed;

        Demo(long changesAt) throws IOException {
            this.changesAt = changesAt;
            this.server = DemoServer.start(DemoServerOptions.defaults());
        }

        void beforeRound(long round) throws IOException {
            if (changed || round < changesAt) {
                return;
            }
            int port = server.uri().getPort();
            server.close();
            server =
                    DemoServer.start(
                            DemoServerOptions.defaults()
                                    .withPort(port)
                                    .withWeights(OTHER_WEIGHTS, 1));
            changed = true;
        }
    }

    /**
     * Names the servers and starts our own.
     *
     * @throws RefusedProbeException if one cannot be asked at all, or two have one name
     */
    static Replicas open(ProbeSettings settings, ReplicaReader reader)
            throws RefusedProbeException, IOException {
        String key = settings.apiKeyVariable();
        if (key != null && System.getenv(key) == null) {
            throw new RefusedProbeException("api_key_env: the environment has no " + key);
        }
        Replicas opened = new Replicas();
        try {
            Set<String> names = new HashSet<>();
            for (String server : settings.servers()) {
                Replica replica = opened.replica(server, reader);
                if (!names.add(replica.name())) {
                    throw new RefusedProbeException(
                            "servers: " + replica.name() + " twice; name them NAME=URL");
                }
                opened.replicas.add(replica);
            }
            return opened;
        } catch (RefusedProbeException | IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private Replica replica(String server, ReplicaReader reader)
            throws RefusedProbeException, IOException {
        Matcher named = NAMED.matcher(server);
        boolean hasName = named.matches();
        String place = hasName ? named.group(2) : server;
        Matcher demo = DEMO.matcher(place);
        try {
            if (demo.matches()) {
                boolean changes = demo.group(1) != null;
                Demo own = new Demo(changes ? Long.parseLong(demo.group(1)) : Long.MAX_VALUE);
                demos.add(own);
                String name = hasName ? named.group(1) : "demo-" + demos.size();
                return new Replica(name, base(own.server.uri(), reader));
            }
            URI url = base(URI.create(place), reader);
            String name = hasName ? named.group(1) : url.toString().replaceFirst("^https?://", "");
            return new Replica(name, url);
        } catch (IllegalArgumentException e) {
            throw new RefusedProbeException("servers: " + e.getMessage(), e);
        }
    }

    private static URI base(URI given, ReplicaReader reader) {
        return reader.server(given).baseUrls().get(0);
    }

    /** In the order of the settings. */
    List<Replica> all() {
        return List.copyOf(replicas);
    }

    /** Lets servers of our own change that are to. */
    void beforeRound(long round) throws IOException {
        for (Demo demo : demos) {
            demo.beforeRound(round);
        }
    }

    @Override
    public void close() throws IOException {
        for (Demo demo : demos) {
            demo.server.close();
        }
    }
}
