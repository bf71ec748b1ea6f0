package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/**
 * A line as a row. Its id follows from the line alone, so that a replay meets its own rows; it is a
 * hash, because an index takes no name of any length.
 */
final class PostgresLine implements JdbcStatementBuilder<ResultLine> {

    private static final long serialVersionUID = 1L;

    /** The escape of U+0000 behind an even number of backslashes, which are text of their own. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private final PostgresTable table;

    PostgresLine(PostgresTable table) {
        this.table = table;
    }

    @Override
    public void accept(PreparedStatement statement, ResultLine line) throws SQLException {
        try {
            statement.setString(1, id(line));
        } catch (IOException e) {
            throw new SQLException(e);
        }
        statement.setString(2, storable(line.json()));
    }

    String id(ResultLine line) throws IOException {
        String name =
                table.holdsEvents()
                        ? line.json()
                        : LineHead.text(line.json(), "job")
                                + "\u0000"
                                + LineHead.kind(line.json())
                                + "\u0000"
                                + line.order();
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * PostgreSQL has no text with U+0000 in it, and half a character is none: both become U+FFFD.
     */
    static String storable(String json) {
        String text = json;
        if (text.contains("\\u0000")) {
            text = NUL.matcher(text).replaceAll("$1\ufffd");
        }
        return new String(wellFormed(text));
    }

    private static char[] wellFormed(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (!Character.isSurrogate(chars[i])) {
                continue;
            }
            boolean pair =
                    i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1]);
            if (pair) {
                i++;
            } else {
                chars[i] = '\ufffd';
            }
        }
        return chars;
    }
}
