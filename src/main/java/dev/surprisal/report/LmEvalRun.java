package dev.surprisal.report;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What lm-eval's results file says beside the figures. What is null is written as null.
 *
 * @param task name: "wikitext"
 * @param taskVersion of the task's definition: 2.0
 * @param taskConfig further keys of the task's configuration, in order: dataset_path, dataset_name,
 *     test_split
 * @param modelSource lm-eval's name of the kind of model: "local-completions"
 * @param modelName as the server calls it
 * @param modelArgs what the model was reached by, in order; never a secret
 * @param maxLength longest input of a window, tokens; 0 if not known
 * @param documentsOriginal documents of the data set, before a limit
 * @param date when it began, local time; names the files
 * @param epochSeconds the same as seconds since 1970
 * @param seconds how long it took
 */
public record LmEvalRun(
        String task,
        double taskVersion,
        Map<String, String> taskConfig,
        String modelSource,
        String modelName,
        Map<String, String> modelArgs,
        int maxLength,
        long documentsOriginal,
        LocalDateTime date,
        double epochSeconds,
        double seconds) {

    /** Takes copies of the maps, in their order. */
    public LmEvalRun {
        taskConfig = Collections.unmodifiableMap(new LinkedHashMap<>(taskConfig));
        modelArgs = Collections.unmodifiableMap(new LinkedHashMap<>(modelArgs));
    }

    /** The model's name as a folder: lm-eval's own rule. */
    String modelFolder() {
        return modelName.replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__");
    }

    /** The date in file names: {@code datetime.isoformat()}, colons as dashes. */
    String fileDate() {
        return String.format(
                        "%04d-%02d-%02dT%02d-%02d-%02d",
                        date.getYear(),
                        date.getMonthValue(),
                        date.getDayOfMonth(),
                        date.getHour(),
                        date.getMinute(),
                        date.getSecond())
                + (date.getNano() < 1000 ? "" : String.format(".%06d", date.getNano() / 1000));
    }
}
