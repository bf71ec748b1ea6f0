package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.SourceFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of lm-evaluation-harness {@code --log_samples} while it is read, recognised by {@code
 * resps}.
 *
 * <p>Of output type loglikelihood_rolling it holds a document's log-likelihood and its weight in
 * words and bytes ({@code "word_perplexity": [-57.25, 18]}), no tokens and not even their number.
 * Lines of other output types hold answers to questions and are refused by name. Shapes: 0.4.0 to
 * 0.4.13 (log-likelihoods as strings, numbers, or nested once more); {@code resps} alone has no
 * weight. Golden cases: lm_eval/*.
 */
final class LmEvalLine {
    private static final int VALUES_MAX = 16;
    private static final int NESTING_MAX = 4;

    /** Whether {@code resps} or {@code filtered_resps} was seen: only then is it such a line. */
    boolean recognised;

    private String docId;
    private String docHash;
    private String promptHash;
    private String targetHash;
    private final List<String> metrics = new ArrayList<>(0);
    private double[] words;
    private double[] bytes;
    private double[] bits;
    private double[] answers;

    /** The line of a draft, begun when one of its keys turns up. */
    private static LmEvalLine of(ResponseDraft draft) {
        if (draft.lmEval == null) {
            draft.lmEval = new LmEvalLine();
        }
        return draft.lmEval;
    }

    static void readAnswers(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        LmEvalLine line = of(draft);
        line.recognised = true;
        line.answers = values(in);
    }

    static void readDocId(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString() || in.token() == JsonToken.VALUE_NUMBER_INT) {
            of(draft).docId = ResponseFields.id(in, null);
        }
        in.skip();
    }

    static void readWords(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        of(draft).words = values(in);
    }

    static void readBytes(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        of(draft).bytes = values(in);
    }

    static void readBits(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        of(draft).bits = values(in);
    }

    static void readHash(JsonCursor in, ResponseDraft draft, String key)
            throws MalformedPayloadException {
        String hash = in.isString() ? in.stringOrNull(key) : null;
        in.skip();
        LmEvalLine line = of(draft);
        switch (key) {
            case "doc_hash" -> line.docHash = hash;
            case "prompt_hash" -> line.promptHash = hash;
            default -> line.targetHash = hash;
        }
    }

    static void readMetrics(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        while (in.nextElement()) {
            if (in.isString() && of(draft).metrics.size() < VALUES_MAX) {
                of(draft).metrics.add(JsonWords.shown(in.string("metrics[]")));
            }
            in.skip();
        }
    }

    /** The numbers in a value, however deep its arrays; null if anything else is in them. */
    private static double[] values(JsonCursor in) throws MalformedPayloadException {
        List<Double> values = new ArrayList<>(2);
        boolean numbers = collect(in, values, 0);
        return numbers ? values.stream().mapToDouble(Double::doubleValue).toArray() : null;
    }

    private static boolean collect(JsonCursor in, List<Double> values, int depth)
            throws MalformedPayloadException {
        if (in.isArray() && depth < NESTING_MAX) {
            boolean numbers = true;
            while (in.nextElement()) {
                numbers &= collect(in, values, depth + 1);
            }
            return numbers;
        }
        Double value = in.isNumber() ? in.number("a log-likelihood") : null;
        if (in.isString()) {
            value = parse(in.string("a log-likelihood"));
        }
        in.skip();
        if (value == null || values.size() == VALUES_MAX) {
            return false;
        }
        values.add(value);
        return true;
    }

    /** Python's str of a float; null if it is not one. */
    private static Double parse(String text) {
        switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "nan":
                return Double.NaN;
            case "inf", "infinity":
                return Double.POSITIVE_INFINITY;
            case "-inf", "-infinity":
                return Double.NEGATIVE_INFINITY;
            default:
                return text.strip().matches("[+-]?[0-9.]{1,40}([eE][+-]?[0-9]{1,4})?")
                        ? parsePlain(text.strip())
                        : null;
        }
    }

    private static Double parsePlain(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null; // several points, or none but points: not a number after all
        }
    }

    /**
     * The document that the line is of.
     *
     * @param at where the line starts
     */
    LmEvalSample end(long at) throws MalformedPayloadException {
        double[] pair = words != null ? words : bytes != null ? bytes : bits;
        if (pair == null || pair.length != 2) {
            throw fault(at, otherType());
        }
        requireSame(at, pair[0], bytes, "byte_perplexity");
        requireSame(at, pair[0], bits, "bits_per_byte");
        if (answers != null && answers.length == 1) {
            requireEqual(at, pair[0], answers[0], "filtered_resps");
        }
        long wordCount = weight(at, words, "word_perplexity");
        long byteCount = weight(at, bytes != null ? bytes : bits, "byte_perplexity");
        String problem = LmEvalSample.problem(pair[0], wordCount, byteCount);
        if (problem != null) {
            throw fault(at, problem);
        }
        // 0 + x: an int of Python's has no negative zero, and -0.0 is no other document.
        return new LmEvalSample(
                docId, 0 + pair[0], wordCount, byteCount, docHash, promptHash, targetHash);
    }

    private String otherType() {
        return "an lm-eval samples line of another output type"
                + (metrics.isEmpty() ? "" : " (metrics: " + String.join(", ", metrics) + ")")
                + ": only loglikelihood_rolling has the log-likelihood of a text and its words or"
                + " bytes";
    }

    private static void requireSame(long at, double expected, double[] pair, String what)
            throws MalformedPayloadException {
        if (pair == null) {
            return;
        }
        if (pair.length != 2) {
            throw fault(at, what + " is no pair of log-likelihood and weight");
        }
        requireEqual(at, expected, pair[0], what);
    }

    private static void requireEqual(long at, double expected, double seen, String what)
            throws MalformedPayloadException {
        if (expected != seen && !(Double.isNaN(expected) && Double.isNaN(seen))) {
            throw fault(
                    at,
                    "the log-likelihood is %s, but %s of %s in the same line"
                            .formatted(expected, seen, what));
        }
    }

    private static long weight(long at, double[] pair, String what)
            throws MalformedPayloadException {
        if (pair == null) {
            return -1;
        }
        double weight = pair[1];
        if (!(weight >= 0 && weight < 0x1p53) || weight != (long) weight) {
            throw fault(at, "the weight of " + what + " is " + weight + ", expected a count");
        }
        return (long) weight;
    }

    private static MalformedPayloadException fault(long at, String reason) {
        return new MalformedPayloadException(at, SourceFormat.LM_EVAL, reason);
    }
}
