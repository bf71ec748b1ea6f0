package dev.surprisal.payload;

import java.util.ArrayList;
import java.util.List;

/**
 * A transcript of JSON lines as Ollama streams them: one chunk a line, in order; the last has
 * {@code done} true, and what follows it is another answer.
 *
 * <p>Like an event stream it may end anywhere, even inside a line: what arrived before counts. In a
 * file of lines each line is a payload of its own and never comes here.
 */
final class JsonLines {
    private final JsonCursor in;
    private final List<ResponseDraft> answers = new ArrayList<>();
    private ResponseDraft latest;

    JsonLines(JsonCursor in) {
        this.in = in;
    }

    /** Reads on behind {@code first}, whose last token is the current one. */
    List<ResponseDraft> read(ResponseDraft first) throws MalformedPayloadException {
        add(first);
        try {
            while (in.next() != null) {
                add(ObjectReader.read(in, true));
            }
        } catch (MalformedPayloadException e) {
            if (!e.cut()) {
                throw e;
            }
        }
        return answers;
    }

    private void add(ResponseDraft line) throws MalformedPayloadException {
        if (!line.recognised) {
            throw PayloadReader.unknown(line);
        }
        boolean stray = line.choices().isEmpty();
        if (latest == null || (latest.single.finished && !stray)) {
            line.renumber(answers.size());
            answers.add(line);
            latest = line;
            return;
        }
        if (!stray) {
            line.renumber(latest.single.index);
        }
        latest.append(line, in);
    }
}
