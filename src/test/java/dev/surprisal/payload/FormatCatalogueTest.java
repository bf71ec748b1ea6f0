package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.SourceFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatCatalogueTest {

    @ParameterizedTest
    @MethodSource("entries")
    void everyExampleIsDecodedAsWhatItIsAnExampleOf(FormatCatalogue.Entry entry) throws Exception {
        byte[] payload = entry.example().getBytes(StandardCharsets.UTF_8);

        List<Completion> completions =
                new PayloadDecoder()
                        .decode(
                                payload,
                                0,
                                payload.length,
                                new Origin("example", 0, payload.length, 0),
                                new PayloadDefaults(null, "example"));

        assertFalse(completions.isEmpty());
        for (Completion completion : completions) {
            assertEquals(entry.format(), completion.format().label());
        }
    }

    static List<FormatCatalogue.Entry> entries() {
        return FormatCatalogue.entries();
    }

    @Test
    void everyFormatOfAPayloadIsListed() {
        assertEquals(
                Arrays.stream(SourceFormat.values())
                        .filter(format -> !format.isRowFile())
                        .map(SourceFormat::label)
                        .collect(Collectors.toSet()),
                entries().stream().map(FormatCatalogue.Entry::format).collect(Collectors.toSet()));
    }
}
