package dev.surprisal.server;

import dev.surprisal.event.TokenStatus;
import dev.surprisal.server.RefusedServerException.Refusal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Finds out how a server is asked for the log-probs of a given text, and refuses one that cannot be
 * believed: each dialect is tried with prompts of two lengths, and its answers must have a value
 * for every token that was sent.
 */
public final class ServerProbe {
    private static final List<ScoringPrompt> SAMPLES =
            List.of(
                    ScoringPrompt.ofTokens(new int[] {60, 61, 62, 63, 64, 65, 66}, 1, 0),
                    ScoringPrompt.ofTokens(new int[] {70, 71, 72}, 2, 0),
                    ScoringPrompt.ofText("The cat sat on the mat and looked at me.", 0),
                    ScoringPrompt.ofText("One, two, three.", 0));

    private final ServerSettings settings;
    private final List<ScoringPrompt> samples;

    private ServerProbe(ServerSettings settings, List<ScoringPrompt> samples) {
        this.settings = settings;
        this.samples = samples;
    }

    /**
     * The best dialect of the servers.
     *
     * @throws RefusedServerException if a server has none, is down, or differs from the others
     */
    public static ServerProfile probe(ServerSettings settings)
            throws RefusedServerException, InterruptedException {
        return probe(settings, SAMPLES);
    }

    /**
     * The same, tried with prompts of the data's own tokenizer: then servers with another tokenizer
     * are refused too.
     *
     * @param samples at least two, of different lengths, with ids, text or both
     * @throws RefusedServerException if a server has none, is down, or differs from the others
     */
    public static ServerProfile probe(ServerSettings settings, List<ScoringPrompt> samples)
            throws RefusedServerException, InterruptedException {
        ServerProbe probe = new ServerProbe(settings, List.copyOf(samples));
        ServerProfile agreed = null;
        for (URI base : settings.baseUrls()) {
            ServerProfile profile = probe.one(base);
            if (agreed != null && !agreed.agreesWith(profile)) {
                throw new RefusedServerException(
                        List.of(
                                refusal(settings.baseUrls().get(0), null, agreed.summary()),
                                refusal(base, null, "differs: " + profile.summary())));
            }
            agreed = agreed == null ? profile : agreed;
        }
        return agreed;
    }

    private static Refusal refusal(URI base, ServerDialect dialect, String reason) {
        return new Refusal(base.toString(), dialect, reason);
    }

    private ServerProfile one(URI base) throws RefusedServerException, InterruptedException {
        List<Refusal> refusals = new ArrayList<>();
        try (RetryingCalls calls = new RetryingCalls(onceAt(base))) {
            Reply listed = modelList(base, calls);
            ModelList models = ModelList.of(listed);
            String model = model(base, models);
            String server = listed.headers().firstValue("server").orElse("");
            for (ServerDialect dialect : ServerDialect.values()) {
                if (settings.dialect() != null && settings.dialect() != dialect) {
                    continue;
                }
                List<String> reasons = new ArrayList<>();
                for (ServerProfile variant :
                        variants(dialect, model, models.lengthOf(model), server)) {
                    ServerProfile found = tried(base, variant, calls, reasons);
                    if (found != null) {
                        return found;
                    }
                }
                refusals.add(refusal(base, dialect, String.join("; ", reasons)));
            }
        }
        throw new RefusedServerException(refusals);
    }

    /** The same settings for one server and one attempt: a probe decides itself what to repeat. */
    private ServerSettings onceAt(URI base) {
        RetryPolicy retry = settings.retry();
        return new ServerSettings(
                List.of(base),
                settings.model(),
                settings.dialect(),
                settings.topLogprobs(),
                settings.access(),
                new RetryPolicy(retry.timeout(), 1, retry.backoffFirst(), retry.backoffMax()),
                1,
                settings.bodyBytesMax());
    }

    private Reply modelList(URI base, RetryingCalls calls)
            throws RefusedServerException, InterruptedException {
        Reply reply;
        try {
            reply = calls.transport.get(URI.create(base + ModelList.PATH)).get();
        } catch (ExecutionException e) {
            throw new RefusedServerException(
                    List.of(refusal(base, null, Faults.reason(Faults.unwrap(e)))));
        }
        if (reply.status() == 401 || reply.status() == 403) {
            throw new RefusedServerException(
                    List.of(refusal(base, null, reply.reason(settings.access()))));
        }
        return reply;
    }

    private String model(URI base, ModelList models) throws RefusedServerException {
        if (settings.model() != null) {
            return settings.model();
        }
        if (models.names().size() > 1) {
            String names =
                    String.join(
                            ", ", models.names().subList(0, Math.min(10, models.names().size())));
            throw new RefusedServerException(
                    List.of(
                            refusal(
                                    base,
                                    null,
                                    "serves %d models, say which: %s"
                                            .formatted(models.names().size(), names))));
        }
        return models.names().isEmpty() ? null : models.names().get(0);
    }

    /** Ids before text, and a generated token before none. */
    private List<ServerProfile> variants(
            ServerDialect dialect, String model, int lengthMax, String server) {
        List<ServerProfile> variants = new ArrayList<>();
        for (boolean ids : new boolean[] {true, false}) {
            boolean taken = ids ? dialect.takesTokenIds() : dialect.takesText();
            boolean sampled =
                    samples.stream().filter(s -> (ids ? s.tokenIds() : s.text()) != null).count()
                            > 1;
            for (int maxTokens = 1; maxTokens >= 0 && taken && sampled; maxTokens--) {
                if (maxTokens == 1 || dialect == ServerDialect.OPENAI_ECHO) {
                    variants.add(
                            new ServerProfile(
                                    dialect,
                                    model,
                                    ids,
                                    false,
                                    maxTokens,
                                    lengthMax,
                                    settings.topLogprobs(),
                                    server));
                }
            }
        }
        return variants;
    }

    /** The profile if the server passed; else null, and the reason among {@code reasons}. */
    private ServerProfile tried(
            URI base, ServerProfile variant, RetryingCalls calls, List<String> reasons)
            throws RefusedServerException, InterruptedException {
        boolean bosAdded = false;
        String reason = null;
        for (ScoringPrompt sample : samples) {
            if ((variant.tokenIds() ? sample.tokenIds() : sample.text()) == null) {
                continue;
            }
            try {
                ScoringPrompt prompt = withTop(sample);
                ServerAnswer answer = ask(new ModelClient(variant, calls), prompt, calls);
                reason = unmeasured(answer, prompt);
                bosAdded |= !variant.tokenIds() && spelledBehindFirst(variant, prompt, answer);
            } catch (ServerFailedException e) {
                if (Faults.unreachable(e.getCause()) || e.status() == 401 || e.status() == 403) {
                    throw new RefusedServerException(
                            List.of(refusal(base, variant.dialect(), e.reason())));
                }
                reason = e.reason();
            }
            if (reason != null) {
                remember(variant, reason, reasons);
                return null;
            }
        }
        return new ServerProfile(
                variant.dialect(),
                variant.model(),
                variant.tokenIds(),
                bosAdded,
                variant.maxTokens(),
                variant.lengthMax(),
                variant.topLogprobs(),
                variant.server());
    }

    private static void remember(ServerProfile variant, String reason, List<String> reasons) {
        boolean known = reasons.stream().anyMatch(r -> r.endsWith(reason));
        if (!known) {
            reasons.add(reasons.isEmpty() || variant.tokenIds() ? reason : "as text: " + reason);
        }
    }

    private ScoringPrompt withTop(ScoringPrompt sample) {
        return new ScoringPrompt(
                sample.tokenIds(), sample.text(), sample.scoredFrom(), settings.topLogprobs());
    }

    /** Asks, and again after a wait where the server says that it is busy or still loading. */
    private ServerAnswer ask(ModelClient client, ScoringPrompt prompt, RetryingCalls calls)
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
            waited.join();
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
    private static boolean spelledBehindFirst(
            ServerProfile variant, ScoringPrompt prompt, ServerAnswer answer) {
        StringBuilder spelled = new StringBuilder();
        String[] texts = TokenTexts.of(variant.dialect(), answer);
        for (int i = 1; i < texts.length; i++) {
            spelled.append(texts[i]);
        }
        return spelled.toString().replace('▁', ' ').strip().equals(prompt.text().strip());
    }
}
