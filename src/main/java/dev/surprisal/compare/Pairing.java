package dev.surprisal.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Documents of two runs by name.
 *
 * @param pairs both scored the same text
 * @param unlike why a pair of one name is not of the same text, one reason each
 * @param baseOnly documents that only the base has
 * @param candidateOnly documents that only the candidate has
 */
record Pairing(List<Pair> pairs, List<String> unlike, long baseOnly, long candidateOnly) {

    /**
     * One document of both.
     *
     * @param base as the base scored it
     * @param candidate as the candidate scored it
     */
    record Pair(ComparedDocument base, ComparedDocument candidate) {

        /** How much less likely the candidate finds it, nats. */
        double difference() {
            return candidate.nll() - base.nll();
        }
    }

    static Pairing of(Run base, Run candidate) {
        Pairing byName = by(ComparedDocument::name, base, candidate);
        boolean nameless = base.tasks().isEmpty() || candidate.tasks().isEmpty();
        boolean single = base.tasks().size() <= 1 && candidate.tasks().size() <= 1;
        boolean strangers = byName.pairs.isEmpty() && byName.unlike.isEmpty();
        if (strangers && nameless && single && unique(base) && unique(candidate)) {
            // A renamed file does not tell its task; within one task the number is enough.
            return by(Pairing::idOrName, base, candidate);
        }
        return byName;
    }

    private static boolean unique(Run run) {
        Set<String> ids = new HashSet<>();
        return run.documents().stream().allMatch(document -> ids.add(idOrName(document)));
    }

    private static String idOrName(ComparedDocument document) {
        return document.id() == null ? document.name() : document.id();
    }

    private static Pairing by(Function<ComparedDocument, String> key, Run base, Run candidate) {
        Map<String, ComparedDocument> candidates = new HashMap<>();
        candidate.documents().forEach(d -> candidates.put(key.apply(d), d));
        List<Pair> pairs = new ArrayList<>();
        List<String> unlike = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (ComparedDocument document : base.documents()) {
            ComparedDocument other = candidates.get(key.apply(document));
            if (other == null) {
                continue;
            }
            met.add(key.apply(document));
            String reason = unlikeness(document, other);
            if (reason == null) {
                pairs.add(new Pair(document, other));
            } else {
                unlike.add("document " + document.name() + ": " + reason);
            }
        }
        return new Pairing(
                pairs,
                unlike,
                base.documents().size() - met.size(),
                candidate.documents().size() - met.size());
    }

    /** Why two documents are not of one text; null if nothing says so. */
    private static String unlikeness(ComparedDocument base, ComparedDocument candidate) {
        if (base.hash() != null
                && candidate.hash() != null
                && !base.hash().equals(candidate.hash())) {
            return "the text differs (hash "
                    + shortened(base.hash())
                    + " and "
                    + shortened(candidate.hash())
                    + ")";
        }
        for (Unit unit : List.of(Unit.WORD, Unit.BYTE)) {
            String reason = unlikeCounts(unit, base, candidate);
            if (reason != null) {
                return reason;
            }
        }
        boolean text = base.bytes() > 0 && candidate.bytes() > 0;
        // Of the same text, tokenizers may make more or fewer tokens: bytes are compared then.
        return text ? null : unlikeCounts(Unit.TOKEN, base, candidate);
    }

    private static String unlikeCounts(Unit unit, ComparedDocument a, ComparedDocument b) {
        long ofBase = unit.count(a);
        long ofCandidate = unit.count(b);
        return ofBase < 0 || ofCandidate < 0 || ofBase == ofCandidate
                ? null
                : ofBase + " " + unit.label() + "s and " + ofCandidate;
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(10, hash.length()));
    }

    /** Whether every pair has a count in the unit, the same in both. */
    boolean has(Unit unit) {
        return !pairs.isEmpty()
                && pairs.stream()
                        .allMatch(
                                pair ->
                                        unit.count(pair.base) >= 0
                                                && unit.count(pair.base)
                                                        == unit.count(pair.candidate));
    }
}
