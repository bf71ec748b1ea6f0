package dev.surprisal.emit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of one writer. Flink's sink gives up when it cannot connect again at once; this waits
 * for a database that is away, until a limit. A login that is refused is not waited for.
 */
final class PostgresConnections implements JdbcConnectionProvider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresConnections.class);

    private static final long WAIT_FIRST_MILLIS = 200;
    private static final long WAIT_MAX_MILLIS = 5000;
    private static final int VALID_SECONDS = 5;

    private final PostgresSinkSpec spec;
    private transient Connection connection;

    PostgresConnections(PostgresSinkSpec spec) {
        this.spec = spec;
    }

    /** Connects once. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", spec.user());
        properties.setProperty("password", password());
        properties.setProperty("ApplicationName", "surprisal");
        // Seconds. What the address says of these goes before.
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        // Not by DriverManager, which does not see the classes of a job on a cluster.
        connection = new Driver().connect(spec.url(), properties);
        if (connection == null) {
            throw new SQLException("the address is not understood");
        }
        return connection;
    }

    private String password() throws SQLException {
        try {
            return spec.password().read();
        } catch (IllegalArgumentException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        return connection != null && connection.isValid(VALID_SECONDS);
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException {
        return connection != null ? connection : connectPatiently();
    }

    @Override
    public Connection reestablishConnection() throws SQLException {
        closeConnection();
        return connectPatiently();
    }

    private Connection connectPatiently() throws SQLException {
        long end = System.nanoTime() + spec.awayMax().toNanos();
        long wait = WAIT_FIRST_MILLIS;
        while (true) {
            try {
                return connect();
            } catch (SQLException e) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!passes(e) || left <= 0) {
                    throw new SQLException(said(spec, e), e.getSQLState(), e);
                }
                LOG.warn("{}; trying again for {} s", said(spec, e), left / 1000);
                sleep(Math.min(left, wait));
                wait = Math.min(WAIT_MAX_MILLIS, 2 * wait);
            }
        }
    }

    private static void sleep(long millis) throws SQLException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while PostgreSQL was away", e);
        }
    }

    /** No connection, a server that starts or stops, or one without room for another. */
    private static boolean passes(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"));
    }

    /** What went wrong, where and for whom; the driver's own words never hold the password. */
    static String said(PostgresSinkSpec spec, SQLException e) {
        return "%s as user %s: %s".formatted(spec.place(), spec.user(), e.getMessage());
    }

    @Override
    public void closeConnection() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("a connection to {} ended with a fault", spec.place(), e);
            }
            connection = null;
        }
    }

    @Override
    public void close() {
        closeConnection();
    }
}
