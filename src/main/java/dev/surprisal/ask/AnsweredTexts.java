package dev.surprisal.ask;

import dev.surprisal.convention.Convention;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.event.Completion;
import dev.surprisal.event.TextMeasure;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The documents of a finished evaluation with their answers, in the order of the data: plan and
 * journal walked once more. For whatever is written after a job, so that the job need not keep it.
 */
public final class AnsweredTexts implements Closeable {

    private final Convention convention;
    private final Texts.Reader texts;
    private final WindowPlanner planner;
    private final Scorer scorer;

    private AnsweredTexts(
            Convention convention, Texts.Reader texts, WindowPlanner planner, Scorer scorer) {
        this.convention = convention;
        this.texts = texts;
        this.planner = planner;
        this.scorer = scorer;
    }

    /**
     * Begins to walk.
     *
     * @param texts that were scored
     * @param spec how, with a journal
     */
    public static AnsweredTexts open(Texts texts, AskSpec spec) throws IOException {
        return new AnsweredTexts(
                spec.convention(),
                texts.open(),
                WindowPlanner.open(
                        spec.convention(), spec.tokenizerPath(), !spec.profile().tokenIds()),
                Scorer.open(spec.fromJournal()));
    }

    /**
     * The next document, or null at the end.
     *
     * @throws IOException when the journal lacks an answer, or text or journal cannot be read
     */
    public AnsweredDocument next() throws IOException {
        TextDocument document = texts.next();
        if (document == null) {
            return null;
        }
        List<WindowRequest> windows = new ArrayList<>();
        TextMeasure measure = planner.plan(document, windows::add).measure();
        List<Completion> answers = new ArrayList<>();
        for (WindowRequest window : windows) {
            try {
                answers.add(scorer.score(window).join());
            } catch (CompletionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            }
        }
        return new AnsweredDocument(
                document, WindowPlanner.scoredText(convention, document), measure, answers);
    }

    @Override
    public void close() throws IOException {
        texts.close();
        planner.close();
        scorer.close();
    }
}
