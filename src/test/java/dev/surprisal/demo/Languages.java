package dev.surprisal.demo;

/** Trained once for all tests. */
final class Languages {

    private static final DemoLanguage DEMO = DemoLanguage.train(0, 1);
    private static final DemoLanguage OTHER_WEIGHTS = DemoLanguage.train(7, 1);
    private static final DemoLanguage FLAT = DemoLanguage.train(0, 1.25);

    private Languages() {}

    static DemoLanguage demo() {
        return DEMO;
    }

    static DemoLanguage otherWeights() {
        return OTHER_WEIGHTS;
    }

    static DemoLanguage flat() {
        return FLAT;
    }
}
