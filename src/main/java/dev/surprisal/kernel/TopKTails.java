package dev.surprisal.kernel;

/**
 * What two lists of likeliest tokens say, added up, and the bounds that follow from it; formulas,
 * edge cases and sources are at {@link TopKBounds}. Used again from position to position.
 */
public final class TopKTails {

    private static final int BISECTIONS = 200;
    private static final double LN_2 = StrictMath.log(2);

    private double[] alone = new double[8]; // p of tokens that only p's list has
    private int aloneCount;
    private int shared;
    private double kl;
    private double distance;
    private double mixed;
    private double massP;
    private double massQ;
    private double massA;
    private double massB;
    private double lumped;
    private double tighter;

    TopKTails() {}

    void clear(int sizeOfP) {
        if (sizeOfP > alone.length) {
            alone = new double[Math.max(sizeOfP, 2 * alone.length)];
        }
        aloneCount = 0;
        shared = 0;
        kl = 0;
        distance = 0;
        mixed = 0;
        massP = 0;
        massQ = 0;
        massA = 0;
        massB = 0;
    }

    void ofQ(double mass) {
        massB += mass;
    }

    void alone(double mass) {
        massA += mass;
        alone[aloneCount++] = mass;
    }

    void shared(double mass, double other, double logRatio) {
        shared++;
        kl += mass == 0 ? 0 : mass * logRatio;
        distance += Math.abs(mass - other);
        mixed += jensenShannon(mass, other);
        massA += mass;
        massP += mass;
        massQ += other;
    }

    void bound(double cap) {
        double rest = Math.max(0, 1 - massA);
        double free = Math.max(TopKBounds.TAIL_MIN, 1 - massB);
        double onlyInQ = Math.max(0, massB - massQ);
        double tailP = rest;
        for (int i = 0; i < aloneCount; i++) {
            tailP += alone[i];
        }
        double lump = kl + term(tailP, onlyInQ + free);
        lumped = Math.max(0, lump);
        tighter = Math.max(0, Math.max(lump, kl + spread(rest, onlyInQ, free, cap)));
    }

    /** Tokens in both lists. */
    public int shared() {
        return shared;
    }

    /** L0, nats. */
    public double lumped() {
        return lumped;
    }

    /** L1, nats. */
    public double tighter() {
        return tighter;
    }

    /** Lower bound of total variation. */
    public double tvLow() {
        return 0.5 * (distance + Math.abs(massP - massQ));
    }

    /** Its upper bound. */
    public double tvHigh() {
        return Math.min(1, 0.5 * (distance + (tailOfP() + tailOfQ())));
    }

    /** Lower bound of the Jensen-Shannon divergence, nats. */
    public double jsLow() {
        return Math.min(LN_2, mixed + jensenShannon(tailOfP(), tailOfQ()));
    }

    /** Its upper bound, nats. */
    public double jsHigh() {
        return Math.min(LN_2, mixed + 0.5 * LN_2 * (tailOfP() + tailOfQ()));
    }

    private double tailOfP() {
        return Math.max(0, 1 - massP);
    }

    private double tailOfQ() {
        return Math.max(0, 1 - massQ);
    }

    /** One token's ½ p ln(p/m) + ½ q ln(q/m), m = ½(p + q). */
    private static double jensenShannon(double p, double q) {
        if (p == 0 || q == 0) {
            return 0.5 * LN_2 * (p + q);
        }
        // p/m = 1 + x and q/m = 1 − x.
        double x = (p - q) / (p + q);
        return 0.5 * (p * StrictMath.log1p(x) + q * StrictMath.log1p(-x));
    }

    /** The least Σ p ln(p/q) outside S; {@code free} of q is to be shared out. */
    private double spread(double rest, double onlyInQ, double free, double cap) {
        double low = 0;
        double high = 1;
        while (given(rest, onlyInQ, cap, high) < free && high < 0x1p200) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high) {
                break; // No double is between: further halving changes nothing.
            }
            if (given(rest, onlyInQ, cap, middle) < free) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double sum = 0;
        for (int i = 0; i < aloneCount; i++) {
            sum += term(alone[i], Math.min(cap, high * alone[i]));
        }
        // All of p is in its list: what is left of q costs nothing.
        return sum + term(rest, Math.max(onlyInQ, high * rest));
    }

    private double given(double rest, double onlyInQ, double cap, double t) {
        double sum = Math.max(0, t * rest - onlyInQ);
        for (int i = 0; i < aloneCount; i++) {
            sum += Math.min(cap, t * alone[i]);
        }
        return sum;
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * StrictMath.log(p / q);
    }
}
