package dev.surprisal.convention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConventionTest {
    private static final Convention LM_EVAL = Conventions.named("lm-eval");
    private static final Convention LLAMA_CPP = Conventions.named("llama.cpp-512");

    @Test
    void everySettingButTheNameIsInTheFingerprint() {
        Convention chunks = LLAMA_CPP.change().chunkBos(false).build();
        List<UnaryOperator<ConventionBuilder>> changes =
                List.of(
                        to -> to.windowRule(WindowRule.DISJOINT),
                        to -> to.maxLength(513),
                        to -> to.reserved(1),
                        to -> to.tail(Tail.KEPT),
                        to -> to.prefix(PrefixToken.BOS),
                        to -> to.prefixId(3),
                        to -> to.prefix(PrefixToken.BOS).scoresFirst(true),
                        to -> to.specialTokens(false),
                        to -> to.chunkBos(true),
                        to -> to.minWindows(0),
                        to -> to.maxWindows(9),
                        to -> to.join("\n"),
                        to -> to.detokenizer("wikitext"),
                        to -> to.denominator(Denominator.SCORED),
                        to -> to.aggregate(Aggregate.MEAN_OF_WINDOWS),
                        to -> to.windowRule(WindowRule.ROLLING).context(1),
                        to -> to.windowRule(WindowRule.STRIDED).stride(1));
        long seen =
                changes.stream()
                        .map(change -> change.apply(chunks.change()).build().fingerprint())
                        .distinct()
                        .count();
        assertEquals(changes.size(), seen);
        // One for each component but the name; scoresFirst needs a prefix to be one.
        assertEquals(Convention.class.getRecordComponents().length - 1, changes.size());
        for (UnaryOperator<ConventionBuilder> change : changes) {
            assertNotEquals(
                    chunks.fingerprint(), change.apply(chunks.change()).build().fingerprint());
        }
        assertEquals(chunks.fingerprint(), chunks.change().name("other").build().fingerprint());
        assertTrue(chunks.change().name("other").build().describe().startsWith("other: window "));
    }

    @Test
    void fingerprintIsOneLineWhateverTheJoin() {
        Convention joined = LM_EVAL.change().join("\", detokenizer none\n\u2028").build();
        assertFalse(joined.fingerprint().contains("\n"));
        assertTrue(
                joined.fingerprint()
                        .contains(
                                "join \"\\u0022,\\u0020detokenizer\\u0020none\\u000a\\u2028\", "));
    }

    @Test
    void presetsDifferFromEachOther() {
        assertEquals(
                Conventions.names().size(),
                Conventions.names().stream()
                        .map(name -> Conventions.named(name).fingerprint())
                        .distinct()
                        .count());
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> Conventions.named("lm_eval"))
                        .getMessage()
                        .contains("known: lm-eval, lm-eval-vllm"));
    }

    @Test
    void prefixComesFromTheTokenizer() {
        OptionalInt none = OptionalInt.empty();
        OptionalInt bos = OptionalInt.of(1);
        OptionalInt eos = OptionalInt.of(2);
        assertEquals(1, LM_EVAL.resolve(bos, eos, true).prefixId());
        assertEquals(2, LM_EVAL.resolve(none, eos, true).prefixId());
        assertEquals(2, Conventions.named("catwalk").resolve(bos, eos, true).prefixId());
        assertThrows(IllegalArgumentException.class, () -> LM_EVAL.resolve(none, none, false));
        assertEquals(5, LM_EVAL.change().prefixId(5).build().resolve(bos, eos, true).prefixId());
        Convention without = Conventions.named("hf-evaluate").resolve(none, eos, false);
        assertEquals(PrefixToken.NONE, without.prefix());
        assertFalse(without.scoresFirst());
        assertTrue(LLAMA_CPP.resolve(bos, eos, true).chunkBos());
        assertFalse(LLAMA_CPP.resolve(bos, eos, false).chunkBos());
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        refused("context is 2049, allowed: 1 to 2048", LM_EVAL.change().context(2049));
        refused("context is 0", LM_EVAL.change().context(0));
        refused("max_length is 2, allowed: at least 3", LM_EVAL.change().maxLength(2).reserved(2));
        refused("max_length is 0", LM_EVAL.change().maxLength(0));
        refused("first token is scored", LLAMA_CPP.change().scoresFirst(true));
        refused("chunk_bos is true", LLAMA_CPP.change().prefix(PrefixToken.BOS));
        refused("max_length is 2, allowed: at least 3", LLAMA_CPP.change().maxLength(2));
        refused("stride is 1025", Conventions.named("hf-doc").change().stride(1025));
        refused("stride is 1", LM_EVAL.change().stride(1));
        refused("detokenizer is ptb", LM_EVAL.change().detokenizer("ptb"));
        refused("aggregate is HF_DOC", LM_EVAL.change().aggregate(Aggregate.HF_DOC_WEIGHTS));
        refused("prefix id is -1", LM_EVAL.change().prefix(PrefixToken.ID));
        refused("min_windows is 1", Conventions.named("hf-evaluate").change().minWindows(1));
    }

    @Test
    void everyPresetAndSettingIsDocumented() throws IOException {
        String page = Files.readString(Path.of("docs/CONVENTIONS.md"));
        for (String name : Conventions.names()) {
            assertTrue(page.contains("| `" + name + "` |"), name);
        }
        String described = LM_EVAL.describe();
        for (String setting : described.substring(described.indexOf(": ") + 2).split(", ", -1)) {
            String name = setting.substring(0, setting.indexOf(' '));
            assertTrue(page.contains("| `" + name + "` |"), name);
        }
        for (RecordComponent component : Convention.class.getRecordComponents()) {
            assertTrue(
                    component.getType().isPrimitive()
                            || component.getType().isEnum()
                            || component.getType() == String.class,
                    component.getName());
        }
    }

    private static void refused(String message, ConventionBuilder builder) {
        String seen = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(seen.contains(message), seen);
    }
}
