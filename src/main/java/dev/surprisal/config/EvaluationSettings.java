package dev.surprisal.config;

import dev.surprisal.convention.Convention;
import dev.surprisal.corpus.DocumentFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Texts that a model server is to score.
 *
 * @param data the texts
 * @param server who scores them
 * @param convention which tokens count and what they see
 * @param groupBy field of the data that figures are grouped by; null for none
 * @param journal folder of the answers so far; null for one beside the results, or none
 * @param save file that later models are compared with; null for none
 */
public record EvaluationSettings(
        DataSettings data,
        ServerSettings server,
        Convention convention,
        String groupBy,
        Path journal,
        Path save) {

    static EvaluationSettings of(OptionValues values, Path base) {
        return new EvaluationSettings(
                DataSettings.of(values, base),
                ServerSettings.of(values, base),
                ConventionOverrides.of(values),
                groupBy(values),
                resolve(values.get(SurprisalOptions.JOURNAL), base),
                resolve(values.get(SurprisalOptions.SAVE), base));
    }

    private static String groupBy(OptionValues values) {
        List<String> fields = values.get(SurprisalOptions.GROUP_BY);
        return fields == null ? null : fields.get(0);
    }

    private static Path resolve(Path path, Path base) {
        return path == null ? null : base.resolve(path).normalize();
    }

    /**
     * The texts.
     *
     * @param files at least one
     * @param format what one document is
     * @param textField field of a JSON line that holds the text
     * @param limit documents to take; 0 is all
     */
    public record DataSettings(
            List<Path> files, DocumentFormat format, String textField, long limit) {

        /** Takes a copy of the list. */
        public DataSettings {
            files = List.copyOf(files);
        }

        private static DataSettings of(OptionValues values, Path base) {
            return new DataSettings(
                    values.get(SurprisalOptions.DATA_FILES).stream()
                            .map(file -> EvaluationSettings.resolve(file, base))
                            .toList(),
                    values.get(SurprisalOptions.DATA_FORMAT),
                    values.get(SurprisalOptions.DATA_TEXT_FIELD),
                    values.get(SurprisalOptions.DATA_LIMIT));
        }
    }

    /**
     * The server.
     *
     * @param urls base URLs of one model's replicas, or the single word demo
     * @param model its name; null for the only one that the server has
     * @param tokenizer tokenizer.json or its folder; null for none
     * @param apiKeyVariable environment variable that holds the key; null for no key
     * @param concurrency requests in flight
     * @param timeout of one answer
     * @param attempts times that a request is sent
     * @param topLogprobs likeliest tokens to ask for
     */
    public record ServerSettings(
            List<String> urls,
            String model,
            Path tokenizer,
            String apiKeyVariable,
            int concurrency,
            Duration timeout,
            int attempts,
            int topLogprobs) {

        /** Takes a copy of the list. */
        public ServerSettings {
            urls = List.copyOf(urls);
        }

        private static ServerSettings of(OptionValues values, Path base) {
            return new ServerSettings(
                    values.get(SurprisalOptions.SERVER_URL),
                    values.get(SurprisalOptions.SERVER_MODEL),
                    EvaluationSettings.resolve(values.get(SurprisalOptions.SERVER_TOKENIZER), base),
                    values.get(SurprisalOptions.SERVER_API_KEY_ENV),
                    values.get(SurprisalOptions.SERVER_CONCURRENCY),
                    values.get(SurprisalOptions.SERVER_TIMEOUT),
                    values.get(SurprisalOptions.SERVER_ATTEMPTS),
                    values.get(SurprisalOptions.SERVER_TOP_LOGPROBS));
        }
    }
}
