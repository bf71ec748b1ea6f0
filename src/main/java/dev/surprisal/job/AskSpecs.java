package dev.surprisal.job;

import dev.surprisal.ask.AskSpec;
import dev.surprisal.ask.DocumentPlan;
import dev.surprisal.ask.Texts;
import dev.surprisal.ask.UnplannableException;
import dev.surprisal.ask.WindowPlanner;
import dev.surprisal.ask.WindowRequest;
import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.server.JournalEntry;
import dev.surprisal.server.JournalReader;
import dev.surprisal.server.RefusedServerException;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerProbe;
import dev.surprisal.server.ServerProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tries what a job is to do on the front of its data, so that a refusal comes before the job. */
final class AskSpecs {

    private static final int SAMPLE_DOCUMENTS = 20;
    private static final int SAMPLES = 2;
    private static final int SAMPLE_TOKENS = 24;
    private static final int SAMPLE_CHARS = 120;

    private AskSpecs() {}

    static AskSpec of(
            EvaluationSettings settings,
            EvaluationServer server,
            Texts texts,
            EvaluationJournal journal,
            boolean rescore)
            throws RefusedInputException, IOException, InterruptedException {
        try (WindowPlanner planner = planner(settings, server)) {
            List<WindowRequest> front = front(planner, texts);
            List<ScoringPrompt> samples = samples(front);
            ServerProfile profile = rescore ? journalled(journal.folder()) : probe(server, samples);
            if (!rescore && profile.tokenIds() && !samples.isEmpty()) {
                TokenizerCheck.check(
                        server.settings(), profile, planner.tokenizer(), samples.get(0));
            }
            checkLength(settings, front, profile);
            String fingerprint = "model=%s tokenizer=%s".formatted(profile.model(), hash(planner));
            return new AskSpec(
                    settings.convention(),
                    server.tokenizer() == null ? null : server.tokenizer().toString(),
                    server.settings(),
                    profile,
                    profile.model() == null ? "unnamed" : profile.model(),
                    journal.folder() == null ? null : journal.folder().toString(),
                    hash(planner),
                    fingerprint,
                    rescore);
        }
    }

    private static String hash(WindowPlanner planner) {
        return planner.tokenizer() == null ? null : planner.tokenizer().hash();
    }

    private static WindowPlanner planner(EvaluationSettings settings, EvaluationServer server)
            throws RefusedInputException {
        try {
            return WindowPlanner.open(settings.convention(), server.tokenizer(), true);
        } catch (IOException e) {
            throw RefusedInputException.unreadable("server.tokenizer: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch(e.getMessage());
        }
    }

    /** Windows of the first documents that have any. */
    private static List<WindowRequest> front(WindowPlanner planner, Texts texts)
            throws RefusedInputException {
        List<WindowRequest> windows = new ArrayList<>();
        long documents = 0;
        try (Texts.Reader reader = texts.open()) {
            for (TextDocument document = reader.next();
                    document != null && documents < SAMPLE_DOCUMENTS;
                    document = reader.next()) {
                documents++;
                DocumentPlan plan = planner.plan(document, windows::add);
                if (plan.coverage().windows() > 0 && windows.size() >= SAMPLES) {
                    break;
                }
            }
        } catch (IOException e) {
            throw RefusedInputException.unreadable(e.getMessage());
        } catch (IllegalArgumentException | UnplannableException e) {
            throw RefusedInputException.mismatch(e.getMessage());
        }
        if (documents == 0) {
            throw RefusedInputException.unreadable("the data set holds no documents");
        }
        return windows;
    }

    /** Two prompts of the data's own tokens, of different lengths. */
    private static List<ScoringPrompt> samples(List<WindowRequest> front) {
        List<ScoringPrompt> samples = new ArrayList<>();
        for (WindowRequest window : front) {
            if (window.tokenIds() == null) {
                sampleText(window.text(), samples);
                continue;
            }
            int tokens = Math.min(window.tokenIds().length, SAMPLE_TOKENS - samples.size());
            if (tokens >= 2 && samples.size() < SAMPLES) {
                int[] ids = Arrays.copyOf(window.tokenIds(), tokens);
                samples.add(ScoringPrompt.ofTokens(ids, 1, 0));
            }
        }
        return samples;
    }

    /** Cut behind a blank, so that no character is halved. */
    private static void sampleText(String text, List<ScoringPrompt> samples) {
        int end = text.indexOf(' ', SAMPLE_CHARS / (1 + samples.size()));
        if (samples.size() < SAMPLES) {
            samples.add(ScoringPrompt.ofText(end < 0 ? text : text.substring(0, end), 0));
        }
    }

    private static ServerProfile probe(EvaluationServer server, List<ScoringPrompt> samples)
            throws RefusedInputException, InterruptedException {
        try {
            return samples.size() < SAMPLES
                    ? ServerProbe.probe(server.settings())
                    : ServerProbe.probe(server.settings(), samples);
        } catch (RefusedServerException e) {
            throw RefusedInputException.unreadable(e.getMessage());
        }
    }

    /** How the answers of a journal were asked for. */
    private static ServerProfile journalled(Path folder) throws RefusedInputException, IOException {
        try (JournalReader reader = new JournalReader(folder)) {
            JournalEntry entry = reader.next();
            if (entry == null) {
                throw RefusedInputException.unreadable(folder + ": holds no answers");
            }
            return new ServerProfile(
                    entry.dialect(),
                    entry.model(),
                    entry.prompt().tokenIds() != null,
                    false,
                    1,
                    -1,
                    entry.prompt().topLogprobs(),
                    "");
        }
    }

    private static void checkLength(
            EvaluationSettings settings, List<WindowRequest> front, ServerProfile profile)
            throws RefusedInputException {
        int longest = profile.lengthMax() < 0 ? Integer.MAX_VALUE : profile.lengthMax();
        for (WindowRequest window : front) {
            if (window.tokenIds() == null) {
                continue;
            }
            int needed = window.tokenIds().length + profile.maxTokens();
            if (needed > longest) {
                throw RefusedInputException.mismatch(
                        "convention.max_length: %s asks for windows of %d tokens, and the server takes %d with the %d that it generates"
                                .formatted(
                                        settings.convention().name(),
                                        window.tokenIds().length,
                                        longest,
                                        profile.maxTokens()));
            }
        }
    }
}
