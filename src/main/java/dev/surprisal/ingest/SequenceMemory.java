package dev.surprisal.ingest;

import dev.surprisal.event.RolloutIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The number of the last record of each writer in each file, so that the next one can say which
 * numbers between them it stands for. What is forgotten costs nothing but time: the step then waits
 * for a record that does not come until it is given up.
 */
final class SequenceMemory {

    private static final int PLACES_MAX = 10_000;

    private record Place(String source, String run, int writer, int attempt) {}

    private final Map<Place, Long> last =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
                    return size() > PLACES_MAX;
                }
            };

    /** Least number that a record stands for; remembers it. */
    long first(String source, RolloutIdentity identity) {
        Place place = new Place(source, identity.run(), identity.writer(), identity.attempt());
        Long before = last.get(place);
        long sequence = identity.sequence();
        if (before == null || before < sequence) {
            last.put(place, sequence);
        }
        return before == null || before >= sequence ? sequence : before + 1;
    }
}
