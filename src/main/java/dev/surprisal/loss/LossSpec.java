package dev.surprisal.loss;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A loss with its parameter, as a job names it: {@code mse}, {@code huber(1.5)} or {@code
 * huber(delta=1.5)}; without parentheses it has its default.
 */
public final class LossSpec implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Pattern TEXT =
            Pattern.compile("([a-z_]+)(?:\\(\\s*(?:([a-z]+)\\s*=\\s*)?([-+.0-9eE]+)\\s*\\))?");

    private final LossKind kind;
    private final double parameter;

    private LossSpec(LossKind kind, double parameter) {
        this.kind = kind;
        this.parameter = parameter;
    }

    /**
     * Reads a loss.
     *
     * @throws IllegalArgumentException when there is none of that name, or it takes no such
     *     parameter; the message follows the text: "is no loss"
     */
    public static LossSpec parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not written NAME or NAME(NUMBER)");
        }
        LossKind kind = kind(matcher.group(1));
        if (matcher.group(3) == null) {
            return new LossSpec(kind, kind.defaultValue());
        }
        if (kind.parameter() == null) {
            throw new IllegalArgumentException(
                    "has a parameter, and " + kind.label() + " takes none");
        }
        String name = matcher.group(2);
        if (name != null && !name.equals(kind.parameter())) {
            throw new IllegalArgumentException(
                    "names a parameter that is not " + kind.label() + "'s " + kind.parameter());
        }
        return new LossSpec(kind, parameter(kind, matcher.group(3)));
    }

    private static LossKind kind(String name) {
        for (LossKind kind : LossKind.values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("is no loss");
    }

    private static double parameter(LossKind kind, String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("has a parameter that is no number", e);
        }
        if (!kind.takes(value)) {
            throw new IllegalArgumentException(
                    "is out of range: " + kind.parameter() + " is " + kind.range());
        }
        return value;
    }

    /** Which texts are allowed, in words. */
    public static String allowed() {
        return LossKind.allowed();
    }

    LossKind kind() {
        return kind;
    }

    double parameter() {
        return parameter;
    }

    /**
     * How results call it: {@code mse}, {@code huber_delta_1}, {@code focal_gamma_2}. The parameter
     * of bce is named only where it is not 0.
     */
    public String name() {
        boolean bare = kind.parameter() == null || kind == LossKind.BCE && parameter == 0;
        return bare ? kind.label() : kind.label() + "_" + kind.parameter() + "_" + digits();
    }

    /** As a job file writes it. */
    public String text() {
        return kind.parameter() == null ? kind.label() : kind.label() + "(" + digits() + ")";
    }

    private String digits() {
        return BigDecimal.valueOf(parameter).stripTrailingZeros().toPlainString();
    }

    /** Unit of its value, mean and sum. The sum and mean of an RMSE are of squares. */
    public String unit() {
        return kind.unit();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LossSpec spec
                && spec.kind == kind
                && Double.compare(spec.parameter, parameter) == 0;
    }

    @Override
    public int hashCode() {
        return kind.label().hashCode() * 31 + Double.hashCode(parameter);
    }

    @Override
    public String toString() {
        return text();
    }
}
