package dev.surprisal.probe;

import dev.surprisal.ask.Texts;
import dev.surprisal.ask.UnplannableException;
import dev.surprisal.ask.WindowPlanner;
import dev.surprisal.ask.WindowRequest;
import dev.surprisal.convention.Convention;
import dev.surprisal.convention.Conventions;
import dev.surprisal.corpus.DocumentFormat;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.corpus.TextTokenizer;
import dev.surprisal.server.ScoringPrompt;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a probe, cut into one prompt a document (convention {@code whole}): the same prompts
 * in every probe.
 */
final class ProbeText implements Closeable {

    private static final String SHIPPED = "text.jsonl";
    private static final int SAMPLE_TOKENS = 24;
    private static final int SAMPLE_CHARS = 120;

    private final WindowPlanner planner;
    private final List<WindowRequest> documents;
    private final String hash;

    private ProbeText(WindowPlanner planner, List<WindowRequest> documents, String hash) {
        this.planner = planner;
        this.documents = List.copyOf(documents);
        this.hash = hash;
    }

    /**
     * Reads and cuts.
     *
     * @param text file, or null for the text that ships with the project: 30 short stories
     * @param tokenizer of the servers' model, or null for the servers' own tokens
     * @throws RefusedProbeException if a file cannot be read, or holds nothing to score
     */
    static ProbeText open(Path text, Path tokenizer) throws RefusedProbeException, IOException {
        if (text != null) {
            return read(text, tokenizer);
        }
        Path folder = Files.createTempDirectory("surprisal-probe-");
        Path copy = folder.resolve(SHIPPED);
        try (InputStream shipped = ProbeText.class.getResourceAsStream(SHIPPED)) {
            Files.copy(shipped, copy);
            return read(copy, tokenizer);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
    }

    private static ProbeText read(Path text, Path tokenizer) throws RefusedProbeException {
        Convention whole = Conventions.named("whole");
        Texts texts =
                new Texts(
                        List.of(text.toString()),
                        DocumentFormat.AUTO,
                        "text",
                        null,
                        0,
                        whole.join());
        WindowPlanner planner = planner(whole, tokenizer);
        MessageDigest digest = sha256();
        List<WindowRequest> documents = new ArrayList<>();
        try (Texts.Reader reader = texts.open()) {
            for (TextDocument next = reader.next(); next != null; next = reader.next()) {
                byte[] bytes = next.text().getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
                planner.plan(next, documents::add);
            }
        } catch (IOException | IllegalArgumentException | UnplannableException e) {
            planner.close();
            throw new RefusedProbeException("text: " + e.getMessage(), e);
        }
        if (documents.isEmpty()) {
            planner.close();
            throw new RefusedProbeException("text: " + text + " holds nothing to score");
        }
        return new ProbeText(planner, documents, HexFormat.of().formatHex(digest.digest()));
    }

    private static WindowPlanner planner(Convention whole, Path tokenizer)
            throws RefusedProbeException {
        try {
            return WindowPlanner.open(whole, tokenizer, true);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedProbeException("tokenizer: " + e.getMessage(), e);
        }
    }

    /** Documents that are scored, in the order of the text. */
    int documents() {
        return documents.size();
    }

    /** What a document is called. */
    String name(int document) {
        return documents.get(document).documentId();
    }

    /** What is asked for a document. */
    ScoringPrompt prompt(int document) {
        WindowRequest window = documents.get(document);
        String text = window.tokenIds() == null ? window.text() : null;
        return new ScoringPrompt(window.tokenIds(), text, window.scoredFrom(), 0);
    }

    /** Two short prompts of different lengths, with which a server's dialect is found out. */
    List<ScoringPrompt> samples() {
        List<ScoringPrompt> samples = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WindowRequest window = documents.get(Math.min(i, documents.size() - 1));
            samples.add(window.tokenIds() == null ? ofText(window, i) : ofTokens(window, i));
        }
        return samples;
    }

    /** Cut behind a blank, so that no character is halved. */
    private static ScoringPrompt ofText(WindowRequest window, int number) {
        String text = window.text();
        int end = text.indexOf(' ', SAMPLE_CHARS / (1 + number));
        return ScoringPrompt.ofText(end < 0 ? text : text.substring(0, end), 0);
    }

    private static ScoringPrompt ofTokens(WindowRequest window, int number) {
        int tokens = Math.min(window.tokenIds().length, SAMPLE_TOKENS - number);
        return ScoringPrompt.ofTokens(Arrays.copyOf(window.tokenIds(), tokens), 1, 0);
    }

    /** SHA-256 of the documents, in hexadecimal. */
    String hash() {
        return hash;
    }

    /** The tokenizer; null where the servers' own tokens are scored. */
    TextTokenizer tokenizer() {
        return planner.tokenizer();
    }

    /** SHA-256 of tokenizer.json; "" without one. */
    String tokenizerHash() {
        return tokenizer() == null ? "" : tokenizer().hash();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        planner.close();
    }
}
