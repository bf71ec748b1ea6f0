package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutJoinCounts;
import dev.surprisal.event.RolloutJoinLine;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.UnmatchedRollout;
import java.io.IOException;
import java.util.Locale;

/** Lines of a job over roll-outs; docs/POLICY-METRICS.md defines each field. */
final class StepLines {

    private StepLines() {}

    /** One group in one step or window. */
    static ResultLine score(JsonLine json, int rank, StepScore score) throws IOException {
        json.text("run", score.run());
        json.text("key", score.labels().text());
        AlertFields.write(json, score.labels());
        json.whole("step", score.lastStep());
        json.whole("first_step", score.firstStep());
        json.flag("complete", score.complete());
        json.beginObject("values");
        for (int i = 0; i < score.names().length; i++) {
            json.number(score.names()[i], score.values()[i]);
        }
        json.endObject();
        json.beginObject("notes");
        for (int i = 0; i < score.notes().length; i++) {
            json.text(score.noteNames()[i], score.notes()[i]);
        }
        json.endObject();
        return new ResultLine(rank, order(score), json.end());
    }

    private static String order(StepScore score) {
        // A window stands behind its last step.
        return String.join(
                "\u0001",
                score.run(),
                String.format(Locale.ROOT, "%019d", score.lastStep()),
                score.firstStep() == score.lastStep() ? "0" : "1",
                String.join("+", score.labels().names()),
                score.labels().text());
    }

    static ResultLine unmatched(JsonLine json, UnmatchedRollout unmatched) throws IOException {
        RolloutIdentity identity = unmatched.rollout().identity();
        json.text("run", identity.run());
        json.whole("step", unmatched.rollout().step());
        json.whole("writer", identity.writer());
        json.whole("attempt", identity.attempt());
        json.whole("seq", identity.sequence());
        json.text("id", identity.id());
        json.text("source", unmatched.rollout().origin().source());
        json.text("status", unmatched.line().name().toLowerCase(Locale.ROOT));
        json.text("reason", unmatched.reason());
        String order =
                String.format(
                        Locale.ROOT,
                        "%s\u0001%019d\u0001%010d\u0001%010d\u0001%019d\u0001%s",
                        identity.run(),
                        unmatched.rollout().step(),
                        identity.writer(),
                        identity.attempt(),
                        identity.sequence(),
                        unmatched.reason());
        return new ResultLine(ResultEncoder.LATE, order, json.end());
    }

    static ResultLine joined(JsonLine json, RolloutJoinCounts counts) throws IOException {
        joined(json, "first", counts.primary());
        joined(json, "second", counts.secondary());
        return new ResultLine(ResultEncoder.LEDGER, "", json.end());
    }

    private static void joined(JsonLine json, String stream, long[] counts) throws IOException {
        json.beginObject(stream);
        for (RolloutJoinLine line : RolloutJoinLine.values()) {
            json.whole(line.name().toLowerCase(Locale.ROOT), counts[line.ordinal()]);
        }
        json.endObject();
    }

    /** Step and numbers: {@code {"step":7,"env/math/kl":0.02}}; what is not finite is left out. */
    static ResultLine scalars(int rank, StepScore score) throws IOException {
        JsonLine json = new JsonLine();
        json.whole("step", score.lastStep());
        if (!score.run().isEmpty()) {
            json.text("run", score.run());
        }
        String prefix = prefix(score);
        for (int i = 0; i < score.names().length; i++) {
            if (Double.isFinite(score.values()[i])) {
                json.number(prefix + score.names()[i], score.values()[i]);
            }
        }
        return new ResultLine(rank, order(score), json.end());
    }

    private static String prefix(StepScore score) {
        if (score.labels().names().length == 0) {
            return "";
        }
        return String.join("+", score.labels().names())
                + "/"
                + String.join("+", score.labels().values())
                + "/";
    }
}
