package dev.surprisal.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a scrape of an endpoint reads, by the rules of Prometheus's text format 0.0.4.
 *
 * @param samples by name and labels
 * @param types by name of the family
 */
public record Exposition(Map<Sample, Double> samples, Map<String, String> types) {

    /** Name and labels of a number. */
    public record Sample(String name, Map<String, String> labels) {}

    /** Scrapes {@code /metrics} on loopback. */
    public static Exposition scrape(int port) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + port + "/metrics"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return parse(answer.body());
    }

    /** The number of this name whose labels are, or include, those given as name, value, … */
    public double value(String name, String... labels) {
        Double found = null;
        for (Map.Entry<Sample, Double> sample : samples.entrySet()) {
            boolean same = sample.getKey().name().equals(name);
            for (int i = 0; i < labels.length; i += 2) {
                same &= labels[i + 1].equals(sample.getKey().labels().get(labels[i]));
            }
            if (same && found != null) {
                throw new AssertionError("more than one " + name);
            }
            found = same ? sample.getValue() : found;
        }
        return found == null ? Double.NaN : found;
    }

    /** All values that a label has under a name. */
    public Set<String> values(String name, String label) {
        Set<String> values = new TreeSet<>();
        for (Sample sample : samples.keySet()) {
            if (sample.name().equals(name)) {
                values.add(sample.labels().get(label));
            }
        }
        return values;
    }

    static Exposition parse(String text) {
        Map<Sample, Double> samples = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int end = line.lastIndexOf(' ');
                String number = line.substring(end + 1).replace("Inf", "Infinity");
                if (samples.put(sample(line.substring(0, end)), Double.valueOf(number)) != null) {
                    throw new AssertionError("twice: " + line);
                }
            }
        }
        return new Exposition(samples, types);
    }

    private static Sample sample(String text) {
        int brace = text.indexOf('{');
        Map<String, String> labels = new HashMap<>();
        if (brace < 0) {
            return new Sample(text, labels);
        }
        int at = brace + 1;
        while (text.charAt(at) != '}') {
            int equals = text.indexOf('=', at);
            StringBuilder value = new StringBuilder();
            int i = equals + 2;
            for (; text.charAt(i) != '"'; i++) {
                if (text.charAt(i) == '\\') {
                    i++;
                    value.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
                } else {
                    value.append(text.charAt(i));
                }
            }
            labels.put(text.substring(at, equals), value.toString());
            at = text.charAt(i + 1) == ',' ? i + 2 : i + 1;
        }
        return new Sample(text.substring(0, brace), labels);
    }
}
