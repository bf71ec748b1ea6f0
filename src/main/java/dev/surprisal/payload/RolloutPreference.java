package dev.surprisal.payload;

import dev.surprisal.event.Preference;

/** The fields that make a roll-out a half of a pair: {@code pair} and {@code preferred}. */
final class RolloutPreference {

    private String pair;

    /** -1 if not said. */
    private int preferred = -1;

    /** Reads the current value, if it is of one of these keys. */
    boolean read(String key, JsonCursor in) throws MalformedPayloadException {
        switch (key) {
            case "pair" -> pair = RolloutFields.text(in, key);
            case "preferred" -> preferred = in.isNull() ? -1 : RolloutFields.flag(in, key);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What was read; null if nothing was. */
    Preference preference(JsonCursor in) throws MalformedPayloadException {
        if (pair == null && preferred < 0) {
            return null;
        }
        if (pair == null || preferred < 0) {
            throw in.fault(
                    pair == null
                            ? "a roll-out has preferred and no pair"
                            : "a roll-out has pair and no preferred");
        }
        return new Preference(pair, preferred == 1);
    }
}
