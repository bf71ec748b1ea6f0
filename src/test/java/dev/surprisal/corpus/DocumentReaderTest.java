package dev.surprisal.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
    private static final String ARTICLES =
            " \n = One = \n \n Text = one = 1 . \n \n = = Part = = \n \n = = = Deep = = = \n x \n"
                    + " = = = = Deeper = = = = \n \n = E = m c ^ 2 = \n \n y \n = 1 henry = \n z \n";

    @TempDir Path folder;

    @Test
    void wikiTextIsCutBeforeTitles() throws IOException {
        List<TextDocument> read = read(file("w.raw", ARTICLES), DocumentFormat.WIKITEXT);

        assertEquals(
                List.of(
                        " = One = \n \n Text = one = 1 . \n \n = = Part = = \n \n = = = Deep = = ="
                                + " \n x \n = = = = Deeper = = = = \n ",
                        " = E = m c ^ 2 = \n \n y ",
                        " = 1 henry = \n z \n"),
                texts(read));
        assertEquals("w.raw#00000002", read.get(2).id());
        // What belongs to no document: two bytes at the start, one line end before two titles.
        assertEquals(
                ARTICLES.length() - 2 - 2, read.stream().mapToInt(d -> d.text().length()).sum());
    }

    @Test
    void whatIsBeforeTheFirstTitleIsADocumentUnlessItIsBlank() throws IOException {
        assertEquals(
                List.of("preface\n ", " = A = \n"),
                texts(read(file("p", "preface\n \n = A = \n"), DocumentFormat.WIKITEXT)));
        assertEquals(
                List.of("= A =", "= B ="),
                texts(read(file("q", "\n\n= A =\r\n= B ="), DocumentFormat.WIKITEXT)));
    }

    @Test
    void rowsAreThoseThatScriptsJoin() throws IOException {
        assertEquals(
                List.of("", " = A = \n", "", " x "),
                texts(read(file("r", " \n = A = \n\n x "), DocumentFormat.WIKITEXT_ROWS)));
    }

    @Test
    void linesBlocksAndFiles() throws IOException {
        Path file = file("t", "a\r\n\n \nb\n c\n\t\nd");

        List<TextDocument> lines = read(file, DocumentFormat.LINES);
        assertEquals(List.of("a", "", " ", "b", " c", "\t", "d"), texts(lines));
        assertEquals("t#00000004", lines.get(3).id());
        assertEquals(List.of("a", "b\n c", "d"), texts(read(file, DocumentFormat.BLOCKS)));
        List<TextDocument> whole = read(file, DocumentFormat.FILE);
        assertEquals(List.of("a\r\n\n \nb\n c\n\t\nd"), texts(whole));
        assertEquals("t", whole.get(0).id());
    }

    @Test
    void jsonLinesHaveATextAndAGroup() throws IOException {
        Path file =
                file(
                        "j.jsonl",
                        "\ufeff{\"doc\":{\"body\":\"a\\u0000\\ud83d\\ude00\"},\"n\":1}\n\n"
                                + "{\"n\":null,\"doc.body\":\"\"}\n");
        List<TextDocument> read =
                readAll(List.of(file), DocumentFormat.AUTO, new JsonFields("doc.body", "n"));

        assertEquals(
                List.of(
                        new TextDocument("j.jsonl#00000001", "a\0😀", "1"),
                        new TextDocument("j.jsonl#00000003", "", null)),
                read);
    }

    @Test
    void aJsonLineThatCannotBeUsedIsRefusedWithItsPlace() throws IOException {
        String good = "{\"text\":\"a\",\"lang\":\"en\"}\n";
        refused("line 2: no field text; there are txt, lang", good + "{\"txt\":1,\"lang\":2}");
        refused("line 2: field text is no string but number", good + "{\"text\":1,\"lang\":2}");
        refused(
                "line 2: field text has half a surrogate pair, U+D800, at character 1",
                good + "{\"text\":\"a\\ud800b\",\"lang\":2}");
        refused("U+DC00, at character 0", good + "{\"text\":\"\\udc00\",\"lang\":2}");
        refused("line 2: no field lang", good + "{\"text\":\"\"}");
        refused("field lang is no single value but array", good + "{\"text\":\"\",\"lang\":[]}");
        refused("line 2: expected a JSON object, seen string", good + "\"text\"");
        refused("line 2: no JSON: Unexpected end-of-input", good + "{\"text\":\"\"");
        refused("no JSON: Duplicate field 'text'", "{\"text\":\"a\",\"text\":\"b\"}");
        refused("no JSON: Trailing token", good.strip() + " 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e2\u0082", "\u00f8"})
    void bytesThatAreNoUtf8AreRefusedWithTheirOffset(String bytes) throws IOException {
        String before = "x".repeat(70_000) + "\n\u00c3\u00a9";
        Path file = folder.resolve("bad");
        Files.write(file, (before + bytes + "\ny").getBytes(ISO_8859_1));
        for (DocumentFormat format :
                List.of(DocumentFormat.FILE, DocumentFormat.LINES, DocumentFormat.WIKITEXT)) {
            String seen =
                    assertThrows(InvalidDocumentException.class, () -> read(file, format))
                            .getMessage();
            assertTrue(seen.contains("bad, byte 70003: 0x"), seen);
        }
    }

    @Test
    void emptyFilesAndBlankOnes() throws IOException {
        assertEquals(List.of(""), texts(read(file("e", ""), DocumentFormat.AUTO)));
        assertEquals(List.of(" \n "), texts(read(file("f", " \n "), DocumentFormat.AUTO)));
        for (DocumentFormat format : List.of(DocumentFormat.BLOCKS, DocumentFormat.WIKITEXT)) {
            assertTrue(
                    assertThrows(
                                    InvalidDocumentException.class,
                                    () -> read(file("g", " \n "), format))
                            .getMessage()
                            .contains("no documents"));
        }
        Path article = file("h", ARTICLES);
        assertEquals(
                3,
                readAll(
                                List.of(file("g", " \n "), article),
                                DocumentFormat.WIKITEXT,
                                JsonFields.DEFAULT)
                        .size());
    }

    @Test
    void compressedFilesAreToldByTheirFirstBytes() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        for (String member : List.of(ARTICLES.substring(0, 20), ARTICLES.substring(20))) {
            try (OutputStream out = new GZIPOutputStream(gzip)) {
                out.write(member.getBytes(UTF_8));
            }
            try (OutputStream out = new ZstdOutputStream(zstd)) {
                out.write(member.getBytes(UTF_8));
            }
        }
        List<String> expected = texts(read(file("w", ARTICLES), DocumentFormat.AUTO));
        assertEquals(3, expected.size());
        for (ByteArrayOutputStream bytes : List.of(gzip, zstd)) {
            Path file = Files.write(folder.resolve("plain.txt"), bytes.toByteArray());
            assertEquals(expected, texts(read(file, DocumentFormat.AUTO)));
        }
    }

    /** At every length: both libraries end quietly at some of them. */
    @Test
    void aFileThatWasCutIsRefusedWhereverItWasCut() throws IOException {
        for (boolean zstd : new boolean[] {false, true}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int first = 0;
            for (String member : List.of("some text\n", "x".repeat(1000))) {
                try (OutputStream out =
                        zstd ? new ZstdOutputStream(bytes) : new GZIPOutputStream(bytes)) {
                    out.write(member.getBytes(UTF_8));
                }
                first = first == 0 ? bytes.size() : first;
            }
            for (int length = 4; length < bytes.size(); length++) {
                byte[] cut = Arrays.copyOf(bytes.toByteArray(), length);
                Path damaged = Files.write(folder.resolve("cut.txt"), cut);
                if (length == first) {
                    assertEquals(List.of("some text\n"), texts(read(damaged, DocumentFormat.FILE)));
                } else {
                    assertThrows(
                            InvalidDocumentException.class,
                            () -> read(damaged, DocumentFormat.FILE),
                            zstd + " " + length);
                }
            }
        }
    }

    @Test
    void formatIsToldByNameThenByTheFirstLine() throws IOException {
        assertEquals(DocumentFormat.JSONL, DocumentReader.detect(file("a.JSONL.gz", "")));
        assertEquals(DocumentFormat.JSONL, DocumentReader.detect(file("a.ndjson.zst", "")));
        assertEquals(DocumentFormat.WIKITEXT, DocumentReader.detect(file("a.txt", "\n = A = ")));
        assertEquals(DocumentFormat.FILE, DocumentReader.detect(file("b.txt", "b\n = A = ")));
        assertEquals(DocumentFormat.FILE, DocumentReader.detect(file("c.txt", " = = A = = ")));
    }

    @Test
    void namesAreUniqueInADataSet() throws IOException {
        Path one = Files.createDirectories(folder.resolve("one")).resolve("f.txt");
        Path two = Files.createDirectories(folder.resolve("two")).resolve("f.txt");
        Files.writeString(one, "1");
        Files.writeString(two, "2");
        List<TextDocument> read =
                readAll(List.of(one, two), DocumentFormat.FILE, JsonFields.DEFAULT);

        assertEquals(
                List.of(one.toString(), two.toString()),
                List.of(read.get(0).id(), read.get(1).id()));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        DocumentReader.of(
                                List.of(one, one), DocumentFormat.FILE, JsonFields.DEFAULT));
        assertThrows(
                IllegalArgumentException.class,
                () -> DocumentReader.of(List.of(), DocumentFormat.FILE, JsonFields.DEFAULT));
    }

    @Test
    void aGroupThatTheFormatCannotHaveIsRefused() throws IOException {
        Path file = file("a.txt", "x");
        assertTrue(
                assertThrows(
                                InvalidDocumentException.class,
                                () ->
                                        readAll(
                                                List.of(file),
                                                DocumentFormat.AUTO,
                                                new JsonFields("text", "lang")))
                        .getMessage()
                        .endsWith("read as file, which has no field lang to group by"));
    }

    @Test
    void aDocumentOf50MegabytesIsOneDocument() throws IOException {
        String text = "é word ".repeat(50_000_000 / 8);
        Path file = file("long.jsonl", "{\"text\":\"" + text + "\"}\n{\"text\":\"b\"}");
        try (DocumentReader reader =
                DocumentReader.of(List.of(file), DocumentFormat.AUTO, JsonFields.DEFAULT)) {
            assertEquals(text, reader.next().text());
            assertEquals("b", reader.next().text());
            assertNull(reader.next());
        }
    }

    private void refused(String reason, String content) throws IOException {
        Path file = file("bad.jsonl", content);
        String seen =
                assertThrows(
                                InvalidDocumentException.class,
                                () ->
                                        readAll(
                                                List.of(file),
                                                DocumentFormat.JSONL,
                                                new JsonFields("text", "lang")))
                        .getMessage();
        assertTrue(seen.startsWith(file.toString()) && seen.contains(reason), seen);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<TextDocument> read(Path file, DocumentFormat format) throws IOException {
        return readAll(List.of(file), format, JsonFields.DEFAULT);
    }

    private static List<TextDocument> readAll(
            List<Path> files, DocumentFormat format, JsonFields fields) throws IOException {
        List<TextDocument> documents = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.of(files, format, fields)) {
            for (TextDocument next = reader.next(); next != null; next = reader.next()) {
                documents.add(next);
            }
        }
        return documents;
    }

    private static List<String> texts(List<TextDocument> documents) {
        return documents.stream().map(TextDocument::text).toList();
    }
}
