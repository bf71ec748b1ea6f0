package dev.surprisal.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a run as lm-evaluation-harness does: {@code results_DATE.json} and {@code
 * samples_TASK_DATE.jsonl}, keys in its order, numbers and escapes as Python prints them, hashes as
 * it defines them. Layout: 0.4.13 (loggers/evaluation_tracker.py, evaluator.py).
 *
 * <p>What only lm-eval has (its version, its git hash, the machine) is written as null.
 */
public final class LmEvalWriter {

    private static final List<String> METRICS =
            List.of("word_perplexity", "byte_perplexity", "bits_per_byte");

    private LmEvalWriter() {}

    /**
     * The two files.
     *
     * @param results figures
     * @param samples documents
     */
    public record Written(Path results, Path samples) {}

    /**
     * Writes both files; documents are gone through once.
     *
     * @param output a folder, in which the model gets one; or a file's name ending in .json, to
     *     which the date is added
     * @throws IOException also for text that is not UTF-8; no results file is left then
     */
    public static Written write(Path output, LmEvalRun run, Iterator<LmEvalDocument> documents)
            throws IOException {
        String name = String.valueOf(output.getFileName());
        boolean file = name.endsWith(".json");
        Path parent = output.toAbsolutePath().getParent();
        Path folder = file ? parent : output.resolve(run.modelFolder());
        Files.createDirectories(folder);
        String stem = file ? name.substring(0, name.length() - ".json".length()) : "results";
        Path results = folder.resolve(stem + "_" + run.fileDate() + ".json");
        Path samples = folder.resolve("samples_" + run.task() + "_" + run.fileDate() + ".jsonl");
        LmEvalFigures figures = new LmEvalFigures();
        String taskHash;
        try (LmEvalSamplesFile lines =
                new LmEvalSamplesFile(new BufferedOutputStream(Files.newOutputStream(samples)))) {
            while (documents.hasNext()) {
                LmEvalDocument document = documents.next();
                figures.add(document);
                lines.write(document);
            }
            taskHash = lines.taskHash();
        }
        String json = PythonJson.indented(results(run, figures, taskHash));
        Files.write(results, json.getBytes(StandardCharsets.UTF_8));
        return new Written(results, samples);
    }

    private static Map<String, Object> results(
            LmEvalRun run, LmEvalFigures figures, String taskHash) {
        Map<String, Object> json = new LinkedHashMap<>();
        String task = run.task();
        json.put("results", Map.of(task, figures.results(task)));
        json.put("group_subtasks", Map.of());
        json.put("configs", Map.of(task, taskConfig(run)));
        json.put("versions", Map.of(task, run.taskVersion()));
        json.put("n-shot", Map.of(task, 0));
        Map<String, Object> higher = new LinkedHashMap<>();
        METRICS.forEach(metric -> higher.put(metric, false));
        json.put("higher_is_better", Map.of(task, higher));
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("original", run.documentsOriginal());
        counts.put("effective", figures.documents());
        json.put("n-samples", Map.of(task, counts));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model", run.modelSource());
        config.put("model_args", run.modelArgs());
        json.put("config", config);
        json.put("git_hash", null);
        json.put("date", run.epochSeconds());
        json.put("pretty_env_info", null);
        json.put("transformers_version", null);
        json.put("lm_eval_version", null);
        json.put("upper_git_hash", null);
        json.put("max_length", run.maxLength() == 0 ? null : (Object) run.maxLength());
        json.put("task_hashes", Map.of(task, taskHash));
        json.put("model_source", run.modelSource());
        json.put("model_name", run.modelName());
        json.put("model_name_sanitized", run.modelFolder());
        json.put("total_evaluation_time_seconds", PythonText.repr(run.seconds()));
        return json;
    }

    private static Map<String, Object> taskConfig(LmEvalRun run) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("task", run.task());
        config.putAll(run.taskConfig());
        config.put("output_type", "loglikelihood_rolling");
        config.put("metric_list", METRICS.stream().map(m -> Map.of("metric", m)).toList());
        config.put("metadata", Map.of("version", run.taskVersion()));
        return config;
    }
}
