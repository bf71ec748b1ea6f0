package dev.surprisal.loss;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The losses there are, each with at most one parameter. */
enum LossKind {
    MSE("unit of y, squared"),
    RMSE("unit of y"),
    MAE("unit of y"),
    HUBER("unit of y, squared", "delta", 1, 1e-12, 1e12),
    BCE("nats", "eps", 0, 0, 0.5),
    CROSS_ENTROPY("nats"),
    LABEL_SMOOTHING("nats", "epsilon", 0.1, 0, Math.nextDown(1.0)),
    FOCAL("nats", "gamma", 2, 0, 1000),
    KL("nats"),
    TRIPLET("unit of the distances", "margin", 1, 0, 1e12),
    PREFERENCE("nats", "beta", 1, 1e-12, 1e12),
    ECE("1", "bins", 10, 1, 1000);

    private final String unit;
    private final String parameter;
    private final double defaultValue;
    private final double min;
    private final double max;

    LossKind(String unit) {
        this(unit, null, 0, 0, 0);
    }

    LossKind(String unit, String parameter, double defaultValue, double min, double max) {
        this.unit = unit;
        this.parameter = parameter;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String unit() {
        return unit;
    }

    /** Name of its parameter; null if it has none. */
    String parameter() {
        return parameter;
    }

    double defaultValue() {
        return defaultValue;
    }

    boolean takes(double value) {
        // What is not 0 is not so small that its name would be a line of zeros.
        return value >= min
                && value <= max
                && (value == 0 || value >= 1e-30)
                && (this != ECE || value == Math.rint(value));
    }

    /** Which values of the parameter are allowed, in words. */
    String range() {
        return switch (this) {
            case HUBER, PREFERENCE -> "1e-12 to 1e12";
            case BCE -> "0, or 1e-30 to 0.5";
            case LABEL_SMOOTHING -> "0 or more, below 1";
            case FOCAL -> "0 to 1000";
            case ECE -> "a whole number of 1 to 1000";
            default -> "0 to 1e12";
        };
    }

    Loss create(double value) {
        return switch (this) {
            case MSE, RMSE -> new SquaredError();
            case MAE -> new AbsoluteError();
            case HUBER -> new HuberLoss(value);
            case BCE -> new BinaryCrossEntropy(value);
            case CROSS_ENTROPY -> new CrossEntropy(0);
            case LABEL_SMOOTHING -> new CrossEntropy(value);
            case FOCAL -> new FocalLoss(value);
            case KL -> new KullbackLeibler();
            case TRIPLET -> new TripletLoss(value);
            case PREFERENCE -> new PreferenceLoss(value);
            case ECE -> new CalibrationError();
        };
    }

    /** All of them as a job file writes them: "mse, huber(delta)". */
    static String allowed() {
        return Arrays.stream(values())
                .map(
                        kind ->
                                kind.label()
                                        + (kind.parameter == null
                                                ? ""
                                                : "(" + kind.parameter + ")"))
                .collect(Collectors.joining(", "));
    }
}
