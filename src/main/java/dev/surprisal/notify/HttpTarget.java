package dev.surprisal.notify;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where to post.
 *
 * @param uri http or https, without a login in it
 * @param headers to send along, such as Authorization. Never printed; nor is the path, which is a
 *     secret with some services
 * @param timeout from sending to the answer's last byte
 */
public record HttpTarget(URI uri, Map<String, String> headers, Duration timeout)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public HttpTarget {
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "address for alerts has scheme %s and host %s, expected http(s)://host…"
                            .formatted(uri.getScheme(), uri.getHost()));
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "address for alerts at "
                            + uri.getHost()
                            + " has a login in it; put it in an Authorization header");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "timeout of alerts is " + timeout + ", expected 1 millisecond or more");
        }
        headers = new TreeMap<>(headers);
    }

    /** Scheme, host and port: what may be printed. */
    public String place() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port;
    }

    @Override
    public String toString() {
        return "HttpTarget[%s, headers %s]".formatted(place(), headers.keySet());
    }
}
