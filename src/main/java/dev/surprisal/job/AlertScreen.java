package dev.surprisal.job;

import dev.surprisal.event.Alert;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.PrintSink;

/** A line on standard error for each alert, for who runs a job at a terminal. */
final class AlertScreen {

    private AlertScreen() {}

    static void attach(DataStream<Alert> alerts) {
        alerts.map(AlertScreen::words)
                .returns(Types.STRING)
                .uid(Uids.SCREEN + "-words")
                .name("emit: alerts in words")
                .sinkTo(new PrintSink<>(true))
                .uid(Uids.SCREEN)
                .name("emit: alerts on screen")
                .setParallelism(1);
    }

    private static String words(Alert alert) {
        String what = alert.resolved() ? "over" : alert.severity().name().toLowerCase(Locale.ROOT);
        return Instant.ofEpochMilli(alert.windowEndMillis()) + " " + what + ": " + alert.text();
    }
}
