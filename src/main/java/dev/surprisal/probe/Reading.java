package dev.surprisal.probe;

/**
 * What a server said of the text, once.
 *
 * @param model that it named; "" if none
 * @param dialect in which it was asked
 * @param tokens [documents] scored, at least 1
 * @param tokenNames [documents] hash of what the server calls the tokens; "" where it does not say
 * @param nll [documents] sum over the scored tokens, nats
 */
record Reading(String model, String dialect, long[] tokens, String[] tokenNames, double[] nll) {

    private static final int SHOWN = 12;

    /**
     * Why the two are not of the same tokens, in words; null if they are. Names are compared within
     * one dialect only: servers of different kinds spell blanks and parts of characters
     * differently.
     */
    static String difference(Reading base, Reading now, ProbeText text) {
        for (int i = 0; i < base.tokens.length; i++) {
            if (base.tokens[i] != now.tokens[i]) {
                return "another tokenizer: document %s has %d scored tokens, and had %d"
                        .formatted(text.name(i), now.tokens[i], base.tokens[i]);
            }
            boolean named = !base.tokenNames[i].isEmpty() && !now.tokenNames[i].isEmpty();
            boolean comparable = named && base.dialect.equals(now.dialect);
            if (comparable && !base.tokenNames[i].equals(now.tokenNames[i])) {
                return "another tokenizer: document %s has other tokens (%s, and had %s)"
                        .formatted(
                                text.name(i),
                                now.tokenNames[i].substring(0, SHOWN),
                                base.tokenNames[i].substring(0, SHOWN));
            }
        }
        return null;
    }
}
