package dev.surprisal.probe;

import java.util.Arrays;
import java.util.Random;

/** Made-up readings. */
final class Answers {

    static final int DOCUMENTS = 30;
    static final long TOKENS = 200;

    private Answers() {}

    /**
     * A text's reading with noise of a normal distribution.
     *
     * @param nll per token
     * @param noise standard deviation of a document's nll per token
     */
    static Reading noisy(double nll, double noise, Random random) {
        Reading reading = of(new double[DOCUMENTS]);
        for (int i = 0; i < DOCUMENTS; i++) {
            reading.nll()[i] = TOKENS * (nll + noise * random.nextGaussian());
        }
        return reading;
    }

    static Reading of(double... nll) {
        long[] tokens = new long[nll.length];
        String[] names = new String[nll.length];
        Arrays.fill(tokens, TOKENS);
        Arrays.fill(names, "0123456789abcdef01234567");
        return new Reading("m", "openai-echo", tokens, names, nll);
    }
}
