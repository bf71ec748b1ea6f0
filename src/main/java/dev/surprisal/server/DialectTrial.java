package dev.surprisal.server;

import dev.surprisal.event.TokenStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One dialect tried on one server, with ids or text, and with a generated token or none. */
final class DialectTrial {
    private final ServerSettings settings;
    private final List<ScoringPrompt> samples;
    private final ServerDialect dialect;
    private final RetryingCalls calls;
    private final Set<String> reasons = new LinkedHashSet<>();

    /** Whether ids were answered, but not what was asked. */
    private boolean idsMisread;

    private boolean hopeless;

    DialectTrial(
            ServerSettings settings,
            List<ScoringPrompt> samples,
            ServerDialect dialect,
            RetryingCalls calls) {
        this.settings = settings;
        this.samples = samples;
        this.dialect = dialect;
        this.calls = calls;
    }

    /** Why nothing passed. */
    String reason() {
        return reasons.isEmpty() ? "no sample to try it with" : String.join("; ", reasons);
    }

    /** Whether the reason holds for every dialect: the server is gone, or locked. */
    boolean hopeless() {
        return hopeless;
    }

    /** The first variant that passed; null if none did. */
    ServerProfile best(String model, int lengthMax, String server) throws InterruptedException {
        int top = settings.topLogprobs();
        for (boolean ids : new boolean[] {true, false}) {
            for (int maxTokens = 1; maxTokens >= 0; maxTokens--) {
                ServerProfile variant =
                        new ServerProfile(
                                dialect, model, ids, false, maxTokens, lengthMax, top, server);
                ServerProfile passed = worthTrying(variant) ? tried(variant) : null;
                if (passed != null) {
                    return passed;
                }
            }
        }
        return null;
    }

    private boolean worthTrying(ServerProfile variant) {
        // Who misread ids is not believed about a text, where less can be checked.
        boolean taken =
                variant.tokenIds() ? dialect.takesTokenIds() : dialect.takesText() && !idsMisread;
        boolean differs = variant.maxTokens() == 1 || dialect == ServerDialect.OPENAI_ECHO;
        return taken && differs && !hopeless && samplesOf(variant).size() > 1;
    }

    private List<ScoringPrompt> samplesOf(ServerProfile variant) {
        return samples.stream()
                .filter(s -> (variant.tokenIds() ? s.tokenIds() : s.text()) != null)
                .toList();
    }

    /** The profile if the server passed; else null, and one more reason. */
    private ServerProfile tried(ServerProfile variant) throws InterruptedException {
        boolean bosAdded = false;
        int tokensBefore = 0;
        for (ScoringPrompt sample : samplesOf(variant)) {
            ScoringPrompt prompt =
                    new ScoringPrompt(
                            sample.tokenIds(),
                            sample.text(),
                            sample.scoredFrom(),
                            settings.topLogprobs());
            try {
                ServerAnswer answer = ask(new ModelClient(variant, calls), prompt);
                String fault = unmeasured(answer, prompt);
                if (fault == null && answer.promptTokens() == tokensBefore) {
                    fault = "two prompts of different lengths are " + tokensBefore + " tokens each";
                }
                if (fault != null) {
                    refuse(variant, fault, true);
                    return null;
                }
                tokensBefore = answer.promptTokens();
                bosAdded |= !variant.tokenIds() && spelledBehindFirst(prompt, answer);
            } catch (ServerFailedException e) {
                hopeless =
                        Faults.unreachable(e.getCause()) || e.status() == 401 || e.status() == 403;
                refuse(variant, e.reason(), e.status() == 200);
                return null;
            }
        }
        return new ServerProfile(
                dialect,
                variant.model(),
                variant.tokenIds(),
                bosAdded,
                variant.maxTokens(),
                variant.lengthMax(),
                variant.topLogprobs(),
                variant.server());
    }

    private void refuse(ServerProfile variant, String reason, boolean misread) {
        idsMisread |= misread && variant.tokenIds();
        if (!reasons.contains(reason)) {
            boolean idsFirst = !variant.tokenIds() && dialect.takesTokenIds();
            reasons.add(idsFirst ? "as text: " + reason : reason);
        }
    }

    /** Asks, and again after a wait where the server says that it is busy or still loading. */
    private ServerAnswer ask(ModelClient client, ScoringPrompt prompt)
            throws ServerFailedException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.ask(prompt).get();
            } catch (ExecutionException e) {
                if (!(Faults.unwrap(e) instanceof ServerFailedException failure)) {
                    throw new IllegalStateException("a bug of the client", e);
                }
                boolean busy = failure.status() == 429 || failure.status() == 503;
                if (!busy || attempt >= settings.retry().attempts()) {
                    throw failure;
                }
            }
            CompletableFuture<Void> waited = new CompletableFuture<>();
            long wait = settings.retry().delayMillis(attempt, 0, attempt);
            calls.transport.after(wait, () -> waited.complete(null));
            try {
                waited.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("nothing fails it", e);
            }
        }
    }

    /** Why an answer of the right shape has no values; null if it has. */
    private static String unmeasured(ServerAnswer answer, ScoringPrompt prompt) {
        for (int i = 0; i < answer.statuses().length; i++) {
            TokenStatus status = TokenStatus.of(answer.statuses()[i]);
            if (status != TokenStatus.OK) {
                return "position %d has no log-prob but %s"
                        .formatted(prompt.scoredFrom() + i, status);
            }
        }
        return null;
    }

    /** Whether the text is spelled by the tokens from the second on: the first was added. */
    private boolean spelledBehindFirst(ScoringPrompt prompt, ServerAnswer answer) {
        StringBuilder spelled = new StringBuilder();
        String[] texts = TokenTexts.of(dialect, answer);
        for (int i = 1; i < texts.length; i++) {
            spelled.append(texts[i]);
        }
        return spelled.toString().replace('▁', ' ').strip().equals(prompt.text().strip());
    }
}
