package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import java.util.HashMap;
import java.util.Map;

/** The baselines of one key, in a map. */
final class HeldBaselines implements BaselineStore {

    final Map<Integer, BaselineScore> slots = new HashMap<>();

    @Override
    public BaselineScore get(int slot) {
        return slots.get(slot);
    }

    @Override
    public void put(int slot, BaselineScore baseline) {
        slots.put(slot, baseline);
    }

    @Override
    public void clear() {
        slots.clear();
    }
}
