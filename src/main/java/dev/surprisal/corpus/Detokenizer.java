package dev.surprisal.corpus;

/** What is done to a text before tokens are made of it. */
public enum Detokenizer {
    NONE {
        @Override
        public String apply(String text) {
            return text;
        }
    },
    /**
     * Undoes most of WikiText's tokenization, as lm-eval's {@code wikitext} task does, step by step
     * in its order (preprocess_wikitext.py of 0.4.13.dev0). Words and bytes are counted before.
     */
    WIKITEXT {
        @Override
        public String apply(String text) {
            String out = text.replace("s '", "s'");
            // A regex of JavaScript, slashes and all, taken over as it is: it hits only a text with
            // slashes, and what it puts there is the pattern. Kept, or such a text would differ.
            out = out.replaceAll("/' [0-9]/", "/'[0-9]/");
            out = out.replace(" @-@ ", "-").replace(" @,@ ", ",").replace(" @.@ ", ".");
            for (String mark : new String[] {":", ";", ".", "!", "?", ","}) {
                out = out.replace(" " + mark + " ", mark + " ");
            }
            out = stripInside(out, '(', ')');
            out = stripInside(out, '[', ']');
            out = stripInside(out, '{', '}');
            out = stripInside(out, '"', '"');
            out = stripInside(out, '\'', '\'');
            out = out.replace("= = = =", "====").replace("= = =", "===").replace("= =", "==");
            out = out.replace(" \u00b0 ", "\u00b0");
            out = out.replace(" \n", "\n").replace("\n ", "\n");
            return out.replace(" N ", " 1 ").replace(" 's", "'s");
        }
    };

    /** The text as it is scored. Takes time in proportion to the text, whatever is in it. */
    public abstract String apply(String text);

    /**
     * Takes the whitespace off both ends of what stands in brackets: {@code \(\s*([^\)]*?)\s*\)} to
     * {@code (\1)}. Not with that expression, which looks for a bracket that never closes from
     * every one that opens, to the end of the text.
     */
    private static String stripInside(String text, char open, char close) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        int opened = text.indexOf(open);
        while (opened >= 0) {
            int closed = text.indexOf(close, opened + 1);
            if (closed < 0) {
                break;
            }
            out.append(text, copied, opened + 1);
            out.append(TextCounts.strip(text.substring(opened + 1, closed)));
            copied = closed;
            opened = text.indexOf(open, closed + 1);
        }
        return out.append(text, copied, text.length()).toString();
    }
}
