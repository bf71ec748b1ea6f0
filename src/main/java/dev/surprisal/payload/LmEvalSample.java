package dev.surprisal.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document of lm-evaluation-harness {@code --log_samples}, output type loglikelihood_rolling.
 *
 * @param docId number of the document in its task; null if the line has none
 * @param logLikelihood natural, of the whole document; finite, at most 0
 * @param words weight of word_perplexity; -1 if the line has none
 * @param bytes weight of byte_perplexity and bits_per_byte; -1 if the line has none
 * @param docHash sha256 of the document as the data set has it; null before lm-eval 0.4.3
 * @param promptHash sha256 of what the model was given; null likewise
 * @param targetHash sha256 of the text that was scored; null likewise
 */
public record LmEvalSample(
        String docId,
        double logLikelihood,
        long words,
        long bytes,
        String docHash,
        String promptHash,
        String targetHash) {

    /** {@code samples_TASK_DATE.jsonl}, as lm-eval names its files; a place in it may follow. */
    private static final Pattern FILE =
            Pattern.compile(
                    "(.*/)?samples_(.+)_[0-9]{4}-[0-9]{2}-[0-9]{2}T[^/:@]*\\.jsonl(\\.[a-z]+)?"
                            + "([:@][0-9]+)?");

    private static final Pattern PLAIN =
            Pattern.compile("(.+?)(\\.jsonl(\\.[a-z]+)?)?([:@][0-9]+)?");

    /**
     * Reads one line.
     *
     * @param line JSON in UTF-8, without a line break
     * @throws MalformedPayloadException if it is no such line, or its numbers cannot be used; a
     *     line of another output type is refused by that name
     */
    public static LmEvalSample parse(byte[] line) throws MalformedPayloadException {
        int end = line.length;
        while (end > 0 && line[end - 1] <= ' ' && line[end - 1] >= 0) {
            end--;
        }
        try (JsonCursor in = new JsonCursor(line, 0, end, 0, new Budget(end))) {
            ResponseDraft draft = ObjectReader.read(in, true);
            if (draft.sample == null) {
                throw PayloadReader.unknown(draft);
            }
            if (in.next() != null) {
                throw in.fault("bytes after the JSON value");
            }
            return draft.sample;
        }
    }

    /** Whether bytes that begin a file look like the first of such lines. */
    public static boolean looksLike(byte[] head, int length) {
        String text = new String(Arrays.copyOf(head, length), StandardCharsets.UTF_8);
        String start = text.stripLeading();
        return start.startsWith("{\"doc_id\"")
                || start.startsWith("{") && text.contains("\"filtered_resps\"");
    }

    /** The task that a file's name tells; null if it is not as lm-eval names its files. */
    public static String task(String fileName) {
        Matcher matcher = FILE.matcher(fileName);
        return matcher.matches() ? matcher.group(2) : null;
    }

    /**
     * What a document is called: task and number, {@code wikitext/17}, below the folders that tell
     * files apart; or the file's name and the number, where it does not tell the task.
     *
     * @param place the file's name, with or without the place of the line in it: "file.jsonl@812"
     */
    static String documentName(String place, String docId) {
        if (docId == null) {
            return place;
        }
        Matcher lmEval = FILE.matcher(place);
        if (lmEval.matches()) {
            String folders = lmEval.group(1) == null ? "" : lmEval.group(1);
            return folders + lmEval.group(2) + "/" + docId;
        }
        Matcher plain = PLAIN.matcher(place);
        return (plain.matches() ? plain.group(1) : place) + "/" + docId;
    }

    /**
     * Why a log-likelihood cannot be one of this text, or null.
     *
     * <p>Exactly 0 is what lm-eval makes of a server that ignores echo: its list of log-probs is
     * one entry long, the slice of it empty, and the perplexity a silent 1.
     */
    static String problem(double logLikelihood, long words, long bytes) {
        if (!Double.isFinite(logLikelihood)) {
            return "the log-likelihood is " + logLikelihood + ", expected a finite number";
        }
        if (logLikelihood > 0) {
            return "the log-likelihood is " + logLikelihood + ", above 0";
        }
        if (logLikelihood == 0 && (bytes > 0 || bytes < 0 && words > 1)) {
            return "the log-likelihood of a text is exactly 0: the server answered without the"
                    + " prompt's log-probs (echo was ignored)";
        }
        return null;
    }
}
