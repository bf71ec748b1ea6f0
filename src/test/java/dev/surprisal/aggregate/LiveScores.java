package dev.surprisal.aggregate;

import dev.surprisal.event.Arrival;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Origin;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.List;

/** Scores as a flow without an end has them. */
final class LiveScores {

    private LiveScores() {}

    /** A finished answer of key "k", on time, whose partition has just come as far. */
    static CompletionScore answer(String document, long time, double... nll) {
        return arrived(Scores.response(document, 0, time, true, nll), "p", 0, time, false, "k");
    }

    /** The same, but the server has not said that it is finished. */
    static CompletionScore unfinished(String document, long time, double... nll) {
        return arrived(Scores.response(document, 0, time, false, nll), "p", 0, time, false, "k");
    }

    /** A chunk in a partition. */
    static CompletionScore chunk(
            String document, String source, long offset, long time, boolean finished, double nll) {
        CompletionScore chunk = Scores.chunk(document, source, offset, finished, nll);
        return with(arrived(chunk, source, offset, time, false, "k"), time, chunk.extent());
    }

    /** Behind what its partition allows. */
    static CompletionScore late(String document, long time, long clock) {
        return arrived(Scores.response(document, 0, time, true, 1), "p", 0, clock, true, "k");
    }

    static CompletionScore arrived(
            CompletionScore base,
            String source,
            long offset,
            long clock,
            boolean late,
            String... labels) {
        return new CompletionScore(
                new Origin(source, offset, 0, base.origin().payloadHash()),
                base.format(),
                base.identity(),
                base.eventTimeMillis(),
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                base.extent(),
                base.vocabulary(),
                base.referenceModel(),
                base.statuses(),
                base.tokenIds(),
                base.nll(),
                base.full(),
                base.pair(),
                base.top(),
                base.text(),
                new Arrival(labels, clock, late),
                base.entropy());
    }

    /** A finished answer whose server said how many tokens it has. */
    static CompletionScore counted(String document, long time, int tokens, double... nll) {
        return with(answer(document, time, nll), time, new Extent(0, tokens, nll.length, true));
    }

    private static CompletionScore with(CompletionScore base, long time, Extent extent) {
        return new CompletionScore(
                base.origin(),
                base.format(),
                base.identity(),
                time,
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                extent,
                base.vocabulary(),
                base.referenceModel(),
                base.statuses(),
                base.tokenIds(),
                base.nll(),
                base.full(),
                base.pair(),
                base.top(),
                base.text(),
                base.arrival(),
                base.entropy());
    }

    /** A document of some key that closed. */
    static ClosedDocument closed(String document, String key, long time, double... nll) {
        CompletionScore score =
                arrived(Scores.response(document, 0, time, true, nll), "p", 0, time, false, key);
        List<CompletionScore> pieces = new ArrayList<>(List.of(score));
        return LiveDocuments.close(LiveDocuments.assemble(pieces), time);
    }

    /** A mark of a completion of some key that came late, when its partition was at a time. */
    static ClosedDocument lateMark(String key, long clock) {
        return LiveDocuments.late(
                arrived(Scores.response("late", 0, 0, true, 1), "p", 0, clock, true, key));
    }
}
