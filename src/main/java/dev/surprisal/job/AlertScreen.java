package dev.surprisal.job;

import dev.surprisal.event.Alert;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.PrintSink;

/** A line on standard error for each alert, for who runs a job at a terminal. */
final class AlertScreen {

    private AlertScreen() {}

    static void attach(DataStream<Alert> alerts) {
        attach(alerts, AlertScreen::words);
    }

    /** Of alerts over training steps, whose times are steps. */
    static void attachSteps(DataStream<Alert> alerts) {
        attach(alerts, AlertScreen::stepWords);
    }

    private static void attach(DataStream<Alert> alerts, MapFunction<Alert, String> words) {
        alerts.map(words)
                .returns(Types.STRING)
                .uid(Uids.SCREEN + "-words")
                .name("emit: alerts in words")
                .sinkTo(new PrintSink<>(true))
                .uid(Uids.SCREEN)
                .name("emit: alerts on screen")
                .setParallelism(1);
    }

    private static String words(Alert alert) {
        return Instant.ofEpochMilli(alert.windowEndMillis()) + " " + what(alert);
    }

    private static String stepWords(Alert alert) {
        return "step " + (alert.windowEndMillis() - 1) + " " + what(alert);
    }

    private static String what(Alert alert) {
        String what = alert.resolved() ? "over" : alert.severity().name().toLowerCase(Locale.ROOT);
        return what + ": " + alert.text();
    }
}
