package dev.surprisal.ask;

import dev.surprisal.event.Completion;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.server.JournalEntry;
import dev.surprisal.server.JournalSync;
import dev.surprisal.server.ModelClient;
import dev.surprisal.server.RefusedAnswerException;
import dev.surprisal.server.RequestKey;
import dev.surprisal.server.ResponseJournal;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.StoredAnswers;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Scores windows: from the journal where it holds the answer, else by the server. */
final class Scorer implements Closeable {

    private final AskSpec spec;
    private final ModelClient client;
    private final ResponseJournal journal;
    private final StoredAnswers stored;

    private Scorer(
            AskSpec spec, ModelClient client, ResponseJournal journal, StoredAnswers stored) {
        this.spec = spec;
        this.client = client;
        this.journal = journal;
        this.stored = stored;
    }

    static Scorer open(AskSpec spec) throws IOException {
        if (spec.rescore()) {
            return new Scorer(spec, null, null, StoredAnswers.open(Path.of(spec.journal())));
        }
        ModelClient client = new ModelClient(spec.server(), spec.profile());
        if (spec.journal() == null) {
            return new Scorer(spec, client, null, null);
        }
        ResponseJournal journal =
                ResponseJournal.open(
                        Path.of(spec.journal()), spec.fingerprint(), JournalSync.standard());
        return new Scorer(spec, client, journal, journal.stored());
    }

    /** The window's completion; a failure is the server's, or the journal's disk. */
    CompletableFuture<Completion> score(WindowRequest window) {
        ScoringPrompt prompt =
                new ScoringPrompt(
                        window.tokenIds(),
                        window.text(),
                        window.scoredFrom(),
                        spec.profile().topLogprobs());
        ServerAnswer known = known(prompt);
        if (known != null) {
            return CompletableFuture.completedFuture(Answers.completion(spec, window, known));
        }
        if (client == null) {
            return CompletableFuture.failedFuture(new UnknownAnswerException(window));
        }
        return ask(window, prompt)
                .thenApply(
                        answer -> {
                            keep(window, prompt, answer);
                            return Answers.completion(spec, window, answer);
                        });
    }

    /**
     * What cannot be sent, above all a window longer than the server takes, is the convention's.
     */
    private CompletableFuture<ServerAnswer> ask(WindowRequest window, ScoringPrompt prompt) {
        try {
            return client.ask(prompt);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new UnplannableException(
                            window.documentId() + ", window " + window.index(), e));
        }
    }

    private ServerAnswer known(ScoringPrompt prompt) {
        if (stored == null) {
            return null;
        }
        try {
            byte[] body = stored.lookup(RequestKey.of(spec.profile(), prompt));
            return body == null ? null : ServerAnswer.of(spec.profile().dialect(), prompt, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RefusedAnswerException | MalformedPayloadException e) {
            throw new IllegalStateException("the journal holds what was never an answer", e);
        }
    }

    private void keep(WindowRequest window, ScoringPrompt prompt, ServerAnswer answer) {
        if (journal == null) {
            return;
        }
        try {
            journal.append(
                    JournalEntry.of(
                            spec.profile(),
                            window.documentId(),
                            window.index(),
                            window.firstToken(),
                            prompt,
                            answer));
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + spec.journal(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (client != null) {
            client.close();
        }
        if (journal != null) {
            journal.close();
        } else if (stored != null) {
            stored.close();
        }
    }
}
