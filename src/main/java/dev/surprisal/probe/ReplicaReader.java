package dev.surprisal.probe;

import dev.surprisal.ask.ServedTokens;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.server.ModelClient;
import dev.surprisal.server.RefusedServerException;
import dev.surprisal.server.RetryPolicy;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerAccess;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerFailedException;
import dev.surprisal.server.ServerProbe;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import dev.surprisal.server.TokenTexts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Has a server score the whole text. Every probe finds the dialect anew: servers are replaced. */
final class ReplicaReader {

    private static final Duration BACKOFF_FIRST = Duration.ofMillis(250);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

    private final ProbeSettings settings;
    private final ProbeText text;

    ReplicaReader(ProbeSettings settings, ProbeText text) {
        this.settings = settings;
        this.text = text;
    }

    /** How a server is asked; refuses what no server can be. */
    ServerSettings server(URI url) {
        return new ServerSettings(
                List.of(url),
                settings.model(),
                null,
                0,
                new ServerAccess(settings.apiKeyVariable(), Map.of(), null),
                new RetryPolicy(
                        settings.timeout(), settings.attempts(), BACKOFF_FIRST, BACKOFF_MAX),
                settings.concurrency(),
                ServerSettings.BODY_BYTES_MAX);
    }

    /**
     * The answers to all documents.
     *
     * @throws UnreadableException if one is missing, or holds what is no log-prob
     */
    Reading read(URI url) throws UnreadableException, InterruptedException {
        ServerSettings server = server(url);
        ServerProfile profile = profile(server);
        try (ModelClient client = new ModelClient(server, profile)) {
            List<CompletableFuture<ServerAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < text.documents(); i++) {
                answers.add(ask(client, i));
            }
            return collect(profile, answers);
        }
    }

    private ServerProfile profile(ServerSettings server)
            throws UnreadableException, InterruptedException {
        try {
            return ServerProbe.probe(server, text.samples());
        } catch (RefusedServerException e) {
            List<String> reasons = new ArrayList<>();
            for (RefusedServerException.Refusal refusal : e.refusals()) {
                reasons.add(
                        refusal.dialect() == null
                                ? refusal.reason()
                                : refusal.dialect().label() + ": " + refusal.reason());
            }
            throw new UnreadableException(line(String.join("; ", reasons)));
        }
    }

    private CompletableFuture<ServerAnswer> ask(ModelClient client, int document)
            throws UnreadableException {
        try {
            return client.ask(text.prompt(document));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(text.name(document) + ": " + line(e.getMessage()));
        }
    }

    private Reading collect(ServerProfile profile, List<CompletableFuture<ServerAnswer>> answers)
            throws UnreadableException, InterruptedException {
        int documents = answers.size();
        String model = profile.model() == null ? "" : profile.model();
        String dialect = profile.dialect().label();
        Reading reading =
                new Reading(
                        model,
                        dialect,
                        new long[documents],
                        new String[documents],
                        new double[documents]);
        for (int i = 0; i < documents; i++) {
            ServerAnswer answer = await(answers.get(i));
            checkTokens(profile, i, answer);
            reading.tokens()[i] = answer.logprobs().length;
            reading.tokenNames()[i] = names(TokenTexts.of(profile.dialect(), answer));
            reading.nll()[i] = nll(i, answer);
        }
        return reading;
    }

    private static ServerAnswer await(CompletableFuture<ServerAnswer> answer)
            throws UnreadableException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerFailedException failure) {
                throw new UnreadableException(line(failure.reason()));
            }
            throw new IllegalStateException("a bug of the client", e);
        }
    }

    private void checkTokens(ServerProfile profile, int document, ServerAnswer answer)
            throws UnreadableException {
        if (answer.logprobs().length == 0) {
            throw new UnreadableException(text.name(document) + ": no token has a log-prob");
        }
        ScoringPrompt prompt = text.prompt(document);
        if (text.tokenizer() == null || !profile.tokenIds()) {
            return;
        }
        String difference =
                ServedTokens.difference(profile.dialect(), prompt, answer, text.tokenizer());
        if (difference != null) {
            throw new UnreadableException("the tokenizer is not the model's: " + line(difference));
        }
    }

    private double nll(int document, ServerAnswer answer) throws UnreadableException {
        long[] sum = ExactSums.create(1);
        for (int i = 0; i < answer.logprobs().length; i++) {
            TokenStatus status = TokenStatus.of(answer.statuses()[i]);
            if (status != TokenStatus.OK || !ExactSums.add(sum, 0, -answer.logprobs()[i])) {
                throw new UnreadableException(
                        "%s: scored token %d is %s, not a log-prob"
                                .formatted(
                                        text.name(document),
                                        i,
                                        status.name().toLowerCase(Locale.ROOT)));
            }
        }
        return ExactSums.toDouble(sum, 0);
    }

    /** Hash of all names; "" if any is missing but the first, which may be a token in front. */
    private static String names(String[] texts) {
        MessageDigest digest = ProbeText.sha256();
        for (int i = 1; i < texts.length; i++) {
            if (texts[i] == null) {
                return "";
            }
            digest.update(texts[i].getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    /** On one line: it becomes a cell of a table. */
    private static String line(String reason) {
        return reason == null ? "no reason given" : reason.replaceAll("\\s*\\R\\s*", " ");
    }
}
