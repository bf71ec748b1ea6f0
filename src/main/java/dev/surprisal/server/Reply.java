package dev.surprisal.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/**
 * An HTTP answer, whole.
 *
 * @param status code
 * @param headers as received
 * @param body as received
 */
record Reply(int status, HttpHeaders headers, byte[] body) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> ERROR_KEYS = Set.of("message", "detail", "error", "msg");
    private static final int WORDS_MAX = 200;

    boolean ok() {
        return status == 200;
    }

    /** Whether the same request may succeed later, here or elsewhere. */
    boolean worthRetrying() {
        return status == 408 || status == 429 || status >= 500;
    }

    /** What the server asks to wait, in ms; 0 if it does not ask. A date or whole seconds. */
    long retryAfterMillis(Instant now) {
        if (status != 429 && status != 503) {
            return 0;
        }
        String value = headers.firstValue("retry-after").orElse("").strip();
        if (value.matches("\\d{1,9}")) {
            return 1000L * Integer.parseInt(value);
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.max(0, Duration.between(now, date.toInstant()).toMillis());
        } catch (DateTimeException e) {
            // Neither form: the server did not say.
            return 0;
        }
    }

    /** Whether it is a web page: a gateway's login, or another kind of server. */
    boolean html() {
        String type = headers.firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || (body.length > 0 && body[0] == '<');
    }

    /** Why it is no answer, in words. */
    String reason(ServerAccess access) {
        String words = words();
        String said = words.isEmpty() ? "" : ", \"" + access.redact(words) + "\"";
        if (status == 401 || status == 403) {
            return "HTTP %d: %s%s".formatted(status, keyAdvice(access), said);
        }
        if (status >= 300 && status < 400) {
            return "HTTP %d: redirects, which are not followed".formatted(status);
        }
        if (html()) {
            return "HTTP %d with a web page, not JSON: is the URL that of the model server?"
                    .formatted(status);
        }
        return "HTTP " + status + said;
    }

    private static String keyAdvice(ServerAccess access) {
        if (access.apiKeyEnv() == null) {
            return "it wants a key, and no environment variable is named for one";
        }
        return access.apiKey() == null
                ? "it wants a key: set the environment variable " + access.apiKeyEnv()
                : "it does not accept the key in the environment variable " + access.apiKeyEnv();
    }

    /** The first message in an error object, cut and on one line. */
    private String words() {
        if (html()) {
            return "";
        }
        String found = "";
        try (JsonParser json = JSON.createParser(body)) {
            while (found.isEmpty() && json.nextToken() != null) {
                boolean text = json.currentToken() == JsonToken.VALUE_STRING;
                String key = json.currentName();
                found = text && key != null && ERROR_KEYS.contains(key) ? json.getText() : "";
            }
        } catch (IOException e) {
            // No JSON: then it says nothing that could be quoted.
            return found;
        }
        String line = found.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= WORDS_MAX ? line : line.substring(0, WORDS_MAX) + "…";
    }
}
