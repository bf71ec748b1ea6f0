package dev.surprisal.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL on loopback, which can go away and come back with what was written. */
public final class Postgres implements AutoCloseable {

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private Postgres(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** A database below {@code directory}; up when this returns. */
    public static Postgres start(Path directory) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Postgres postgres = new Postgres(directory.resolve("postgres-" + port), port);
        postgres.resume();
        return postgres;
    }

    /** For JDBC; the same after {@link #suspend} and {@link #resume}. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Goes away, whoever is connected; what was committed stays. */
    public void suspend() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Comes up, at the same address and with what was committed. */
    public void resume() throws IOException {
        server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .start();
    }

    /** From now on {@code user} has to give this password. */
    public void requirePassword(String user, String password) throws SQLException, IOException {
        execute("CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(user, password));
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "host all %s 127.0.0.1/32 scram-sha-256\n".formatted(user)
                        + Files.readString(rules));
        execute("SELECT pg_reload_conf()");
    }

    /** Runs a statement as the owner of everything. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of a query, as text. */
    public List<String> query(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    @Override
    public void close() throws IOException {
        suspend();
    }
}
