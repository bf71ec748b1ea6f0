package dev.surprisal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents of a run while they are read; a name counts once. */
final class Documents {

    private static final int FAULTS_MAX = 20;

    private final Map<String, ComparedDocument> byName = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int more;

    /** Adds a document; one that was there already is dropped, and a fault if it differs. */
    void add(ComparedDocument document) {
        ComparedDocument known = byName.putIfAbsent(document.name(), document);
        if (known != null && !known.equals(document)) {
            fault("document " + document.name() + " stands there twice, with unlike numbers");
        }
    }

    void fault(String reason) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(reason);
        } else {
            more++;
        }
    }

    List<ComparedDocument> list() {
        return new ArrayList<>(byName.values());
    }

    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }
}
