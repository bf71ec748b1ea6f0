package dev.surprisal.testing;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Labels;
import dev.surprisal.event.StepScore;
import java.util.Map;
import java.util.TreeMap;

/** Makes steps of training as detection gets them, with the numbers that a test names. */
public final class WatchedStep {

    private final long step;
    private String run = "r1";
    private Labels labels = new Labels(new String[0], new String[0]);
    private final Map<String, Double> values = new TreeMap<>();
    private final Map<String, String> notes = new TreeMap<>();
    private final Map<String, DocumentMeans> means = new TreeMap<>();
    private double mismatchEvidence = Double.NaN;
    private double referenceEvidence = Double.NaN;

    private WatchedStep(long step) {
        this.step = step;
    }

    /** The step of this number, of all completions of run r1. */
    public static WatchedStep number(long step) {
        return new WatchedStep(step);
    }

    /** Of this run. */
    public WatchedStep run(String name) {
        run = name;
        return this;
    }

    /** Of the completions of one environment. */
    public WatchedStep environment(String name) {
        labels = new Labels(new String[] {"env"}, new String[] {name});
        return this;
    }

    /** With this value, which NaN leaves out. */
    public WatchedStep value(String name, double value) {
        values.put(name, value);
        values.values().removeIf(x -> Double.isNaN(x));
        return this;
    }

    /** With this note. */
    public WatchedStep note(String name, String text) {
        notes.put(name, text);
        return this;
    }

    /** With completions of these means in a statistic. */
    public WatchedStep completions(String statistic, double... each) {
        means.put(statistic, WatchedWindow.means(statistic, each));
        return this;
    }

    /** With this log likelihood ratio of sampler to policy. */
    public WatchedStep mismatch(double nats) {
        mismatchEvidence = nats;
        return this;
    }

    /** With this log likelihood ratio of policy to reference. */
    public WatchedStep reference(double nats) {
        referenceEvidence = nats;
        return this;
    }

    /** The step. */
    public StepScore score() {
        return new StepScore(
                run,
                labels,
                step,
                step,
                true,
                values.keySet().toArray(String[]::new),
                values.values().stream().mapToDouble(Double::doubleValue).toArray(),
                notes.keySet().toArray(String[]::new),
                notes.values().toArray(String[]::new),
                means.values().toArray(DocumentMeans[]::new),
                mismatchEvidence,
                referenceEvidence);
    }
}
