package dev.surprisal.detect;

import dev.surprisal.alarm.BaselineStore;
import dev.surprisal.event.BaselineScore;
import org.apache.flink.api.common.state.MapState;

/** The baselines of the key that is being worked on, in keyed state. */
final class StoredBaselines implements BaselineStore {

    private final MapState<Integer, BaselineScore> state;

    StoredBaselines(MapState<Integer, BaselineScore> state) {
        this.state = state;
    }

    @Override
    public BaselineScore get(int slot) throws Exception {
        return state.get(slot);
    }

    @Override
    public void put(int slot, BaselineScore baseline) throws Exception {
        state.put(slot, baseline);
    }

    @Override
    public void clear() {
        state.clear();
    }
}
