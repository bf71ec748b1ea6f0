package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code surprisal compare} on KL base files and on the results of jobs. */
class CompareKldITCase {

    private static final String BASE = "jobs/samples/stories260k-f32.kld";
    private static final String CANDIDATE = "jobs/samples/stories260k-q4_0.kld";

    @TempDir Path folder;

    @Test
    void figuresAreThoseOfTheQuickstart() throws IOException {
        JsonNode quickstart = last(Cli.run("run", "jobs/quickstart.yaml", "--json"));
        Cli run = Cli.run("compare", BASE, CANDIDATE, "--json", "--fail-if", "perplexity_ratio>2");

        JsonNode of = last(run);

        assertEquals(ExitCode.COMPLETE, run.code(), run.err());
        JsonNode kl = of.get("forward_kl");
        assertEquals(quickstart.at("/forward_kl/mean"), kl.get("mean"));
        assertEquals(quickstart.get("forward_kl").get("quantiles").get("0.99"), kl.get("p99"));
        assertTrue(kl.get("exact").booleanValue());
        assertEquals(quickstart.get("top1_agreement"), of.get("top1_agreement"));
        assertEquals(quickstart.at("/delta_p/mean"), of.at("/delta_p/mean"));
        assertEquals(quickstart.at("/delta_p/rms"), of.at("/delta_p/rms"));
        // Documents' sums of the reference are taken from their ratios, rounded once each.
        assertEquals(
                quickstart.get("log_ppl_ratio").doubleValue(),
                of.get("log_ppl_ratio").doubleValue(),
                1e-14);
        assertEquals(
                quickstart.get("log_ppl_ratio_se").doubleValue(),
                of.get("log_ppl_ratio_se").doubleValue(),
                1e-14);
        assertEquals("worse", of.get("verdict").textValue());
        assertEquals("chunk", of.get("cluster_unit").textValue());
        JsonNode base = new ObjectMapper().readTree(run.out().lines().findFirst().orElseThrow());
        assertEquals(
                quickstart.get("reference_perplexity").doubleValue(),
                base.get("perplexity").doubleValue(),
                1e-13);
    }

    @Test
    void everyCandidateIsComparedAndTheGateNamesTheOneThatFails() throws IOException {
        Path copy = Files.copy(Path.of(BASE), folder.resolve("copy.kld"));

        Cli run =
                Cli.run(
                        "compare",
                        BASE,
                        copy.toString(),
                        CANDIDATE,
                        "--fail-if",
                        "forward_kl.mean>0.02");

        assertEquals(ExitCode.GATE_FAILED, run.code(), run.err());
        assertTrue(run.err().contains("gate failed: stories260k-q4_0: forward_kl"), run.err());
        assertTrue(run.out().contains("copy and stories260k-f32: every chunk"), run.out());
    }

    @Test
    void resultFoldersAreComparedByDocument() throws IOException {
        Path one = results("one", -1.0);
        Path two = results("two", -1.5);

        JsonNode of = last(Cli.run("compare", one.toString(), two.toString(), "--json"));

        assertEquals("token", of.get("unit").textValue());
        assertEquals(0.5, of.get("log_ppl_ratio").doubleValue());
        assertEquals(2, of.get("documents_paired").intValue());
    }

    @Test
    void unlikeConventionsAreRefusedWithWhatDiffers() throws IOException {
        Path one = results("one", -1.0);
        Path other = folder.resolve("unlike");
        Files.createDirectories(other);
        for (Path file : Files.list(one).toList()) {
            String lines = Files.readString(file).replace("distribution=RAW", "distribution=X");
            Files.writeString(other.resolve(file.getFileName()), lines);
        }

        Cli refused = Cli.run("compare", one.toString(), other.toString());
        Cli forced = Cli.run("compare", one.toString(), other.toString(), "--force");

        assertEquals(ExitCode.USAGE, refused.code());
        assertTrue(refused.err().contains("distribution: RAW and X"), refused.err());
        assertEquals(ExitCode.COMPLETE, forced.code(), forced.err());
        assertTrue(forced.out().contains("forced in spite of distribution"), forced.out());
    }

    /** A job over two documents of a few tokens. */
    private Path results(String name, double logprob) throws IOException {
        String record =
                "{\"schema\":\"surprisal.payload/1\",\"document\":\"%s\",\"model\":\"%s\","
                        + "\"distribution\":\"raw\",\"logprobs\":[%s,%s]}%n";
        Path payloads = folder.resolve(name + "-payloads.jsonl");
        Files.writeString(
                payloads,
                String.format(record, "a", name, logprob, logprob)
                        + String.format(record, "b", name, logprob, logprob));
        Path job = folder.resolve(name + ".yaml");
        Path results = folder.resolve(name);
        Files.writeString(
                job,
                "version: 1\nname: "
                        + name
                        + "\nsource:\n  files: "
                        + payloads
                        + "\nsinks:\n  - file: "
                        + results
                        + "\n");
        Cli run = Cli.run("run", job.toString());
        assertEquals(ExitCode.COMPLETE, run.code(), run.err());
        return results;
    }

    private static JsonNode last(Cli run) throws IOException {
        String line =
                run.out()
                        .lines()
                        .reduce((a, b) -> b)
                        .orElseThrow(() -> new AssertionError(run.err()));
        return new ObjectMapper().readTree(line);
    }
}
