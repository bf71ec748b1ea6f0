package dev.surprisal.convention;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conventions that people quote, by name. docs/CONVENTIONS.md has one row for each: tool,
 * version, and what differs from it.
 */
public final class Conventions {
    private static final String BLANK_LINE = "\n\n";

    /** lm-eval 0.4.9.2 and later, {@code wikitext} task, hf backend. */
    private static final Convention LM_EVAL =
            new Convention(
                    "lm-eval",
                    WindowRule.ROLLING,
                    2048,
                    0,
                    1,
                    0,
                    Tail.BACK_FILLED,
                    PrefixToken.BOS_ELSE_EOS,
                    -1,
                    true,
                    true,
                    false,
                    0,
                    0,
                    null,
                    "wikitext",
                    Denominator.ORIGINAL,
                    Aggregate.TOKENS);

    /** What the scripts share that join a corpus and cut it into chunks. */
    private static final Convention JOINED_CHUNKS =
            new Convention(
                    "chunks",
                    WindowRule.DISJOINT,
                    2048,
                    0,
                    0,
                    0,
                    Tail.DROPPED,
                    PrefixToken.NONE,
                    -1,
                    false,
                    true,
                    false,
                    0,
                    0,
                    BLANK_LINE,
                    "none",
                    Denominator.NONE,
                    Aggregate.TOKENS);

    /** No tool's: what a server's own tokens allow, that tell nothing before they are asked for. */
    private static final Convention WHOLE =
            JOINED_CHUNKS
                    .change()
                    .name("whole")
                    .windowRule(WindowRule.WHOLE)
                    .maxLength(0)
                    .specialTokens(false)
                    .tail(Tail.DROPPED)
                    .join(null)
                    .denominator(Denominator.ORIGINAL)
                    .build();

    private static final Map<String, Convention> BY_NAME = byName();

    private Conventions() {}

    /**
     * The preset of this name.
     *
     * @throws IllegalArgumentException when there is none; lists those there are
     */
    public static Convention named(String name) {
        Convention found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "convention " + name + " is unknown; known: " + String.join(", ", names()));
        }
        return found;
    }

    /** All names, in the order of docs/CONVENTIONS.md. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    private static Map<String, Convention> byName() {
        Map<String, Convention> presets = new LinkedHashMap<>();
        for (Convention preset : rolling()) {
            presets.put(preset.name(), preset);
        }
        presets.put(WHOLE.name(), WHOLE);
        for (Convention preset : joined()) {
            presets.put(preset.name(), preset);
        }
        return presets;
    }

    private static List<Convention> rolling() {
        return List.of(
                LM_EVAL,
                LM_EVAL.change().name("lm-eval-vllm").reserved(2).build(),
                LM_EVAL.change().name("lm-eval-api").reserved(2).specialTokens(false).build(),
                LM_EVAL.change().name("lm-eval@0.4.9.1").specialTokens(false).build(),
                LM_EVAL.change()
                        .name("catwalk")
                        .prefix(PrefixToken.EOS)
                        .specialTokens(false)
                        .detokenizer("none")
                        .denominator(Denominator.SCORED)
                        .build());
    }

    private static List<Convention> joined() {
        Convention hfDoc =
                JOINED_CHUNKS
                        .change()
                        .name("hf-doc")
                        .windowRule(WindowRule.STRIDED)
                        .maxLength(1024)
                        .stride(512)
                        .tail(Tail.KEPT)
                        .aggregate(Aggregate.HF_DOC_WEIGHTS)
                        .build();
        return List.of(
                hfDoc,
                hfDoc.change().name("hf-doc-weighted").aggregate(Aggregate.TOKENS).build(),
                JOINED_CHUNKS
                        .change()
                        .name("hf-evaluate")
                        .windowRule(WindowRule.WHOLE)
                        .maxLength(0)
                        .prefix(PrefixToken.BOS_IF_ANY)
                        .scoresFirst(true)
                        .specialTokens(false)
                        .join(null)
                        .aggregate(Aggregate.MEAN_OF_DOCUMENTS)
                        .build(),
                JOINED_CHUNKS
                        .change()
                        .name("gptq-2048")
                        .aggregate(Aggregate.MEAN_OF_WINDOWS)
                        .build(),
                JOINED_CHUNKS
                        .change()
                        .name("llama.cpp-512")
                        .windowRule(WindowRule.SECOND_HALF)
                        .maxLength(512)
                        .chunkBos(true)
                        .minWindows(2)
                        .join(null)
                        .build(),
                JOINED_CHUNKS.change().name("vllm-test").maxLength(1023).tail(Tail.KEPT).build(),
                JOINED_CHUNKS.change().name("exllama").maxWindows(100).build());
    }
}
