package dev.surprisal.convention;

/**
 * Changes single settings of a {@link Convention}, which says what each is; {@link #build()} checks
 * that they go together. A change of the window rule sets context and stride to 0, and a change of
 * the prefix forgets its id: what the old one meant is nothing to the new one.
 */
public final class ConventionBuilder {
    private String name;
    private WindowRule windowRule;
    private int maxLength;
    private int reserved;
    private int context;
    private int stride;
    private Tail tail;
    private PrefixToken prefix;
    private int prefixId;
    private boolean scoresFirst;
    private boolean specialTokens;
    private boolean chunkBos;
    private int minWindows;
    private int maxWindows;
    private String join;
    private String detokenizer;
    private Denominator denominator;
    private Aggregate aggregate;

    ConventionBuilder(Convention from) {
        name = from.name();
        windowRule = from.windowRule();
        maxLength = from.maxLength();
        reserved = from.reserved();
        context = from.context();
        stride = from.stride();
        tail = from.tail();
        prefix = from.prefix();
        prefixId = from.prefixId();
        scoresFirst = from.scoresFirst();
        specialTokens = from.specialTokens();
        chunkBos = from.chunkBos();
        minWindows = from.minWindows();
        maxWindows = from.maxWindows();
        join = from.join();
        detokenizer = from.detokenizer();
        denominator = from.denominator();
        aggregate = from.aggregate();
    }

    public ConventionBuilder name(String changed) {
        name = changed;
        return this;
    }

    public ConventionBuilder windowRule(WindowRule changed) {
        if (changed != windowRule) {
            context = 0;
            stride = 0;
        }
        windowRule = changed;
        return this;
    }

    public ConventionBuilder maxLength(int changed) {
        maxLength = changed;
        return this;
    }

    public ConventionBuilder reserved(int changed) {
        reserved = changed;
        return this;
    }

    public ConventionBuilder context(int changed) {
        context = changed;
        return this;
    }

    public ConventionBuilder stride(int changed) {
        stride = changed;
        return this;
    }

    public ConventionBuilder tail(Tail changed) {
        tail = changed;
        return this;
    }

    /** For {@link PrefixToken#ID} set {@link #prefixId} instead. */
    public ConventionBuilder prefix(PrefixToken changed) {
        prefix = changed;
        prefixId = -1;
        return this;
    }

    /** Makes this token the prefix. */
    public ConventionBuilder prefixId(int changed) {
        prefix = PrefixToken.ID;
        prefixId = changed;
        return this;
    }

    public ConventionBuilder scoresFirst(boolean changed) {
        scoresFirst = changed;
        return this;
    }

    public ConventionBuilder specialTokens(boolean changed) {
        specialTokens = changed;
        return this;
    }

    public ConventionBuilder chunkBos(boolean changed) {
        chunkBos = changed;
        return this;
    }

    public ConventionBuilder minWindows(int changed) {
        minWindows = changed;
        return this;
    }

    public ConventionBuilder maxWindows(int changed) {
        maxWindows = changed;
        return this;
    }

    public ConventionBuilder join(String changed) {
        join = changed;
        return this;
    }

    public ConventionBuilder detokenizer(String changed) {
        detokenizer = changed;
        return this;
    }

    public ConventionBuilder denominator(Denominator changed) {
        denominator = changed;
        return this;
    }

    public ConventionBuilder aggregate(Aggregate changed) {
        aggregate = changed;
        return this;
    }

    public Convention build() {
        return new Convention(
                name,
                windowRule,
                maxLength,
                reserved,
                context,
                stride,
                tail,
                prefix,
                prefixId,
                scoresFirst,
                specialTokens,
                chunkBos,
                minWindows,
                maxWindows,
                join,
                detokenizer,
                denominator,
                aggregate);
    }
}
