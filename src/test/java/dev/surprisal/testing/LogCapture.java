package dev.surprisal.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that this JVM logs at a level or above, of all loggers, until it is closed. */
public final class LogCapture implements AutoCloseable {

    private final Kept kept = new Kept();
    private final Level before = root().getLevel();
    private final Map<String, Appender> others = Map.copyOf(root().getAppenders());

    /** Begins; nothing is written elsewhere meanwhile. */
    public LogCapture(Level level) {
        others.keySet().forEach(root()::removeAppender);
        kept.start();
        root().addAppender(kept, level, null);
        root().setLevel(level);
        context().updateLoggers();
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }

    private static LoggerConfig root() {
        return context().getConfiguration().getRootLogger();
    }

    /** What was logged so far, a line each and stack traces below. */
    public String text() {
        synchronized (kept) {
            return String.join("\n", kept.lines);
        }
    }

    @Override
    public void close() {
        root().removeAppender(kept.getName());
        others.values().forEach(other -> root().addAppender(other, null, null));
        root().setLevel(before);
        context().updateLoggers();
    }

    private static final class Kept extends AbstractAppender {

        private final List<String> lines = new ArrayList<>();

        Kept() {
            super("kept", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public synchronized void append(LogEvent event) {
            StringWriter line = new StringWriter();
            line.append(event.getLevel() + " " + event.getLoggerName() + " ");
            line.append(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(line));
            }
            lines.add(line.toString());
        }
    }
}
