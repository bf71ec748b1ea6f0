package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import org.junit.jupiter.api.BeforeEach;

/** What the contract tests share: a kernel, a place for results, rows of float32. */
abstract class LogSpaceContract {
    LogSpace logSpace;
    final RowStatistics row = new RowStatistics();
    final PairStatistics pair = new PairStatistics();

    abstract LogSpaceKernel kernel();

    @BeforeEach
    void createLogSpace() {
        logSpace = LogSpace.of(kernel());
    }

    void row(float[] logits, int target) {
        logSpace.row(ElementType.F32, encode(logits), 0, logits.length, target, row);
    }

    void pair(byte[] model, byte[] reference, int vocabulary, int target) {
        ElementType type = ElementType.F32;
        logSpace.pair(type, model, 0, type, reference, 0, vocabulary, target, true, pair);
    }

    static byte[] encode(float[] logits) {
        return Rows.encode(ElementType.F32, logits);
    }

    static float[] disturbed(float[] logits, double spread) {
        float[] noise = Rows.normal(logits.length, logits.length, 0, spread);
        float[] sum = new float[logits.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = logits[i] + noise[i];
        }
        return sum;
    }

    static RowOracle oracle(float... logits) {
        return oracle(ElementType.F32, encode(logits), logits.length);
    }

    static RowOracle oracle(ElementType type, byte[] bytes, int vocabulary) {
        boolean coded = type == ElementType.U16_CODES;
        return new RowOracle(Rows.decode(type, bytes, 0, vocabulary), coded);
    }
}
