package dev.surprisal.server;

import dev.surprisal.server.RefusedServerException.Refusal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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
                DialectTrial trial = new DialectTrial(settings, samples, dialect, calls);
                ServerProfile found = trial.best(model, models.lengthOf(model), server);
                if (found != null) {
                    return found;
                }
                refusals.add(refusal(base, dialect, trial.reason()));
                if (trial.hopeless()) {
                    break;
                }
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
}
