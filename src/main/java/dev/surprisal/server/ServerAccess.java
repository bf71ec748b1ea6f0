package dev.surprisal.server;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lets us in. Neither the key nor a header's value is ever part of a message.
 *
 * @param apiKeyEnv environment variable that holds the key, sent as {@code Authorization: Bearer};
 *     null to send none; unset or blank: none is sent
 * @param headers sent with every request
 * @param certificates PEM file of the authorities to trust; null for the JDK's own
 */
public record ServerAccess(String apiKeyEnv, Map<String, String> headers, Path certificates)
        implements Serializable {
    /** The variable that is read unless another is named. */
    public static final String API_KEY_ENV = "SURPRISAL_API_KEY";

    /** Copies the headers. */
    public ServerAccess {
        headers = Map.copyOf(headers);
    }

    /** The key of {@link #API_KEY_ENV}, no further headers, the JDK's trust store. */
    public static ServerAccess standard() {
        return new ServerAccess(API_KEY_ENV, Map.of(), null);
    }

    /** The key; null if there is none. */
    String apiKey() {
        String key = apiKeyEnv == null ? null : System.getenv(apiKeyEnv);
        return key == null || key.isBlank() ? null : key.strip();
    }

    /** A server's words without our secrets, should it repeat them. */
    String redact(String words) {
        String clean = words;
        String key = apiKey();
        if (key != null) {
            clean = clean.replace(key, "***");
        }
        for (String value : headers.values()) {
            clean = value.isEmpty() ? clean : clean.replace(value, "***");
        }
        return clean;
    }

    @Override
    public String toString() {
        return "ServerAccess[apiKeyEnv=%s, headers=%s, certificates=%s]"
                .formatted(apiKeyEnv, new TreeMap<>(headers).keySet(), certificates);
    }
}
