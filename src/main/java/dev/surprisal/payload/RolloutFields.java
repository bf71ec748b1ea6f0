package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.SourceFormat;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The fields of one roll-out as they stand in the line, of our record or of NeMo-RL's. */
final class RolloutFields {
    static final String SCHEMA = "surprisal.rollout/1";
    static final long STEP_MAX = 1L << 53;
    private static final int TEXT_CHARS_MAX = 1024;

    String schema;
    String run;
    String id;
    String env;
    String weightVersion;
    long step = -1;
    long sequence = -1;
    long recordsBefore = -1;
    long rollouts;
    int writer;
    int writers = 1;
    int attempt;
    int turn = -1;
    int vocabulary;
    boolean closed;
    boolean last;
    String distribution;
    String sampledBy = "sampler";
    double temperature = Double.NaN;
    double topP = Double.NaN;
    int topK = -1;
    Reward reward = Reward.NONE;
    Reward goldReward = Reward.NONE;
    GrowingInts tokenIds;
    GrowingInts mask;
    final Map<Role, TokenColumns> scores = new EnumMap<>(Role.class);
    final Map<Role, RolloutTops> tops = new EnumMap<>(Role.class);
    final RolloutJudgement judgement = new RolloutJudgement();
    final RolloutPreference preference = new RolloutPreference();

    /** How many likeliest tokens the server was asked for; 0 if not said. */
    int topSize;

    /** NeMo-RL's: tokens of the text; the rest is filled up to the longest of the batch. */
    int inputLength = Integer.MAX_VALUE;

    /** NeMo-RL's: whether the sample is trained on at all. */
    boolean sampleMasked;

    /** Whether the sampler's log-probs came under NeMo-RL's name. */
    boolean nemo;

    /** The last key of NeMo-RL's that was read; null if none. */
    String nemoKey;

    /**
     * The first key that a record of ours must not have: a name misspelt is a role that is lost.
     */
    String foreignKey;

    static RolloutFields read(JsonCursor in) throws MalformedPayloadException {
        RolloutFields fields = new RolloutFields();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (!fields.readOwn(key, in) && !NemoRolloutFields.read(key, in, fields)) {
                boolean first = fields.foreignKey == null && !key.equals("extra");
                fields.foreignKey = first ? key : fields.foreignKey;
                in.skip();
            }
        }
        return fields;
    }

    private boolean readOwn(String key, JsonCursor in) throws MalformedPayloadException {
        switch (key) {
            case "schema" -> readSchema(in);
            case "token_ids" -> tokenIds = ids(in);
            case "mask" -> mask = flags(in, key);
            case "sampler", "policy", "reference" -> readScores(key, in);
            case "sampler_top", "policy_top", "reference_top" -> readTops(key, in);
            case "reward" -> reward = reward(in, key);
            case "gold_reward" -> goldReward = reward(in, key);
            case "step" -> step = in.whole(key, 0, STEP_MAX);
            case "closed" -> closed = flag(in, key) == 1;
            case "last" -> last = flag(in, key) == 1;
            default -> {
                return readLabel(key, in)
                        || readSampling(key, in)
                        || judgement.read(key, in)
                        || preference.read(key, in);
            }
        }
        return true;
    }

    private boolean readLabel(String key, JsonCursor in) throws MalformedPayloadException {
        switch (key) {
            case "run" -> run = text(in, key);
            case "id" -> id = text(in, key);
            case "env" -> env = text(in, key);
            case "weight_version" -> weightVersion = text(in, key);
            case "records_before" -> recordsBefore = in.whole(key, 0, STEP_MAX);
            case "seq" -> sequence = in.whole(key, 0, STEP_MAX);
            case "rollouts" -> rollouts = in.whole(key, 0, STEP_MAX);
            case "writer" -> writer = (int) in.whole(key, 0, Integer.MAX_VALUE);
            case "writers" -> writers = (int) in.whole(key, 1, Integer.MAX_VALUE);
            case "attempt" -> attempt = (int) in.whole(key, 0, Integer.MAX_VALUE);
            case "turn" -> turn = in.isNull() ? -1 : (int) in.whole(key, 0, Integer.MAX_VALUE);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readSampling(String key, JsonCursor in) throws MalformedPayloadException {
        boolean given = !in.isNull();
        switch (key) {
            case "distribution" -> distribution = text(in, key);
            case "sampled_by" -> sampledBy = given ? in.string(key) : sampledBy;
            case "temperature" -> temperature = given ? between(in, key, 0, 1e6) : Double.NaN;
            case "top_p" -> topP = given ? between(in, key, Double.MIN_VALUE, 1) : Double.NaN;
            // vLLM's -1 is off as well.
            case "top_k" ->
                    topK = given ? Math.max(0, (int) in.whole(key, -1, Integer.MAX_VALUE)) : -1;
            case "top_size" -> topSize = given ? (int) in.whole(key, 1, Integer.MAX_VALUE) : 0;
            case "vocabulary" -> vocabulary = given ? (int) in.whole(key, 1, Integer.MAX_VALUE) : 0;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readSchema(JsonCursor in) throws MalformedPayloadException {
        schema = in.string("schema");
        in.format(SourceFormat.NATIVE);
        if (!schema.equals(SCHEMA)) {
            throw in.fault(
                    "schema is '%s', expected %s".formatted(JsonWords.shown(schema), SCHEMA));
        }
    }

    private void readScores(String key, JsonCursor in) throws MalformedPayloadException {
        Role role = Role.valueOf(key.toUpperCase(Locale.ROOT));
        if (!in.isNull()) {
            in.expectArray(key);
            TokenColumns columns = new TokenColumns();
            while (in.nextElement()) {
                columns.read(in, key + "[]");
            }
            scores.put(role, columns);
        }
    }

    private void readTops(String key, JsonCursor in) throws MalformedPayloadException {
        String role = key.substring(0, key.indexOf('_'));
        if (!in.isNull()) {
            tops.put(Role.valueOf(role.toUpperCase(Locale.ROOT)), RolloutTops.read(in, key));
        }
    }

    private static GrowingInts ids(JsonCursor in) throws MalformedPayloadException {
        GrowingInts ids = new GrowingInts();
        BatchOfOne.read(in, "token_ids", element -> ids.add(id(element)));
        return ids;
    }

    /** Below 0 under mask 0 alone, where trainers put -100 and -1. */
    private static int id(JsonCursor in) throws MalformedPayloadException {
        in.claimEntry();
        return (int) in.whole("token_ids[]", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static GrowingInts flags(JsonCursor in, String what) throws MalformedPayloadException {
        GrowingInts flags = new GrowingInts();
        BatchOfOne.read(
                in,
                what,
                element -> {
                    element.claimEntry();
                    flags.add(flag(element, what + "[]"));
                });
        return flags;
    }

    static int flag(JsonCursor in, String what) throws MalformedPayloadException {
        if (in.isTrue() || in.token() == JsonToken.VALUE_FALSE) {
            return in.isTrue() ? 1 : 0;
        }
        double value = in.number(what);
        if (value != 0 && value != 1) {
            throw in.fault(what + " is " + value + ", expected 0 or 1");
        }
        return (int) value;
    }

    /** A number; null for none; a name of no number for one that is none. */
    static Reward reward(JsonCursor in, String what) throws MalformedPayloadException {
        if (in.isNull()) {
            return Reward.NONE;
        }
        return Reward.of(in.isString() ? TokenColumns.nonFinite(in, what) : in.number(what));
    }

    private static double between(JsonCursor in, String what, double min, double max)
            throws MalformedPayloadException {
        double value = in.number(what);
        if (!(value >= min && value <= max)) {
            throw in.fault("%s is %s, expected %s to %s".formatted(what, value, min, max));
        }
        return value;
    }

    /** Numbers are taken as they are written: weight versions are often steps. */
    static String text(JsonCursor in, String what) throws MalformedPayloadException {
        if (in.token() == JsonToken.VALUE_NUMBER_INT) {
            return Long.toString(in.whole(what, -STEP_MAX, STEP_MAX));
        }
        String text = in.stringOrNull(what);
        if (text != null && text.length() > TEXT_CHARS_MAX) {
            String reason = "%s has %d characters, expected at most %d";
            throw in.fault(reason.formatted(what, text.length(), TEXT_CHARS_MAX));
        }
        return text;
    }
}
