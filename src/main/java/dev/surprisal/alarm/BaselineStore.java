package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;

/** Where the baselines of one key are kept between windows, by slot. */
public interface BaselineStore {

    /** The baseline in a slot; null if there is none. */
    BaselineScore get(int slot) throws Exception;

    /** Keeps a baseline in a slot, in place of the one before. */
    void put(int slot, BaselineScore baseline) throws Exception;

    /** Forgets all of them. */
    void clear() throws Exception;
}
