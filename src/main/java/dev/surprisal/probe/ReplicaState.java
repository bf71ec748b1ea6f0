package dev.surprisal.probe;

/**
 * What is known of a replica from probe to probe; part of its line in the history.
 *
 * @param baseline id of the baseline that the evidence is against; "" before the first
 * @param evidence of the test
 * @param changedSince when the change began that was found; 0 while it is the same
 * @param calm probes in a row within what is allowed, since a change was found
 * @param unreadable probes in a row without an answer
 * @param unreadableSince the first of them; 0 if there is none
 */
record ReplicaState(
        String baseline,
        DifferenceDetector.Evidence evidence,
        long changedSince,
        int calm,
        int unreadable,
        long unreadableSince) {

    static ReplicaState first() {
        return new ReplicaState("", DifferenceDetector.Evidence.none(), 0, 0, 0, 0);
    }

    /** The same, unless it is of another baseline: then without evidence. */
    ReplicaState against(String id) {
        if (baseline.equals(id)) {
            return this;
        }
        return new ReplicaState(
                id, DifferenceDetector.Evidence.none(), 0, 0, unreadable, unreadableSince);
    }

    /** After a probe without an answer; the evidence stays as it is. */
    ReplicaState unread(long millis) {
        return new ReplicaState(
                baseline,
                evidence,
                changedSince,
                calm,
                unreadable + 1,
                unreadable == 0 ? millis : unreadableSince);
    }

    /**
     * After a probe of an unchanged replica.
     *
     * @param gathered with that probe; an alarm from 1 on, after which it starts from nothing
     */
    ReplicaState tested(DifferenceDetector.Evidence gathered) {
        boolean alarm = gathered.total() >= 1;
        return new ReplicaState(
                baseline,
                alarm ? DifferenceDetector.Evidence.none() : gathered,
                alarm ? gathered.runSince() : 0,
                0,
                0,
                0);
    }

    /**
     * After a probe of a changed replica.
     *
     * @param within whether its difference is one that is allowed
     * @param resolveAfter how many such in a row make it the same again
     */
    ReplicaState watched(boolean within, int resolveAfter) {
        int quiet = within ? calm + 1 : 0;
        boolean over = quiet >= resolveAfter;
        return new ReplicaState(
                baseline, evidence, over ? 0 : changedSince, over ? 0 : quiet, 0, 0);
    }
}
