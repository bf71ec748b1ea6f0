package dev.surprisal.loss;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossFigures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines as text to figures, through the decoder. */
final class Lines {

    private Lines() {}

    static LossPlan plan(String... losses) {
        return new LossPlan(
                Arrays.stream(losses).map(LossSpec::parse).toList(), List.of("source"), 0);
    }

    static Labelled decode(LossPlan plan, String line) throws InvalidLabelledException {
        return new LabelledDecoder(plan).decode(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Figures of one loss over lines. */
    static LossFigures figures(String loss, String... lines) throws InvalidLabelledException {
        LossPlan plan = plan(loss);
        LossSums sums = new LossSums(plan.losses());
        for (String line : lines) {
            sums.add(decode(plan, line));
        }
        return sums.figures(0);
    }

    /** The loss of a line of one item. */
    static double value(String loss, String line) throws InvalidLabelledException {
        LossSpec spec = LossSpec.parse(loss);
        return spec.kind().create(spec.parameter()).value(decode(plan(loss), line), 0);
    }

    /** Numbers as JSON. */
    static String json(double... values) {
        List<String> texts = new ArrayList<>();
        for (double value : values) {
            texts.add(Double.toString(value));
        }
        return texts.toString();
    }
}
