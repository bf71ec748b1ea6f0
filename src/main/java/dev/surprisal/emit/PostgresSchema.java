package dev.surprisal.emit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Creates the tables, or adds the columns that an earlier version did not have. */
final class PostgresSchema {

    /** First version with columns that are derived. */
    private static final int MAJOR_MIN = 12;

    /** Of the lock that jobs which start together take in turn: "surprisa" as a number. */
    private static final long LOCK = 0x7375727072697361L;

    private PostgresSchema() {}

    /** As {@link Sinks#prepare(PostgresSinkSpec)}. */
    static void create(PostgresSinkSpec spec) {
        try (PostgresConnections connections = new PostgresConnections(spec)) {
            Connection connection = connections.connect();
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < MAJOR_MIN) {
                throw new IllegalArgumentException(
                        "PostgreSQL at %s is version %d, expected %d or later"
                                .formatted(spec.place(), major, MAJOR_MIN));
            }
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                for (PostgresTable table : PostgresTable.values()) {
                    create(connection, statement, spec.schema(), table);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "tables of results cannot be set up in " + PostgresConnections.said(spec, e),
                    e);
        }
    }

    /** What is there is left alone, so that a user who may only write can do without this. */
    private static void create(
            Connection connection, Statement statement, String schema, PostgresTable table)
            throws SQLException {
        String name = schema + "." + table.tableName();
        Set<String> present = columns(connection, schema, table.tableName());
        if (present.isEmpty()) {
            statement.execute(
                    "CREATE TABLE "
                            + name
                            + " (id text PRIMARY KEY, line jsonb NOT NULL,"
                            + " written_at timestamptz NOT NULL DEFAULT now(),"
                            + " job text GENERATED ALWAYS AS (line->>'job') STORED)");
        }
        for (Map.Entry<String, String> column : table.derived().entrySet()) {
            if (!present.contains(column.getKey())) {
                statement.execute(
                        "ALTER TABLE %s ADD COLUMN %s %s"
                                .formatted(name, column.getKey(), column.getValue()));
            }
        }
        if (present.isEmpty()) {
            statement.execute("CREATE INDEX ON %s (%s)".formatted(name, table.timeColumn()));
        }
    }

    private static Set<String> columns(Connection connection, String schema, String table)
            throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?)"
                                + " AND attnum > 0 AND NOT attisdropped")) {
            query.setString(1, schema + "." + table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        return columns;
    }
}
