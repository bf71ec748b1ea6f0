package dev.surprisal.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Streams the documents of a data set, file by file in the order given; holds one document at a
 * time, so memory grows with the longest one and not with the set. gzip and zstd are told by their
 * first bytes.
 *
 * <ul>
 *   <li>empty and blank documents are documents: they are given as they are
 *   <li>no document in any file: {@link InvalidDocumentException}; a benchmark of nothing is a slip
 *   <li>bytes that are no UTF-8, a damaged archive, a line that is no JSON object or lacks a field,
 *       half a surrogate pair: {@link InvalidDocumentException} with file and byte or line
 *   <li>a byte order mark is a character of the text; before JSON it is none
 *   <li>one document has at most 2 GiB in UTF-8 and 2^31 characters
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class DocumentReader implements AutoCloseable {
    private static final int HEAD_BYTES = 64 << 10;
    private static final Set<String> JSON_EXTENSIONS = Set.of("jsonl", "ndjson", "json");

    private final Map<String, Path> files;
    private final List<String> names;
    private final DocumentFormat format;
    private final JsonFields fields;
    private int file;
    private Splitter open;
    private boolean any;

    private DocumentReader(Map<String, Path> files, DocumentFormat format, JsonFields fields) {
        this.files = files;
        this.names = List.copyOf(files.keySet());
        this.format = format;
        this.fields = fields;
    }

    /**
     * @param files in the order of their documents; names them by file name, or by path where two
     *     file names are the same
     * @param fields of JSON lines; a group is refused for other formats
     * @throws IllegalArgumentException if there are no files, or one twice
     */
    public static DocumentReader of(List<Path> files, DocumentFormat format, JsonFields fields) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no files to read documents from");
        }
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (!seen.add(name)) {
                repeated.add(name);
            }
        }
        Map<String, Path> named = new LinkedHashMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            String unique = repeated.contains(name) ? file.normalize().toString() : name;
            if (named.put(unique, file) != null) {
                throw new IllegalArgumentException("file given twice: " + file);
            }
        }
        return new DocumentReader(named, format, fields);
    }

    /**
     * The next document, or null at the end.
     *
     * @throws InvalidDocumentException see the class
     */
    public TextDocument next() throws IOException {
        while (file < names.size()) {
            String name = names.get(file);
            if (open == null) {
                open = open(files.get(name));
            }
            Splitter.Piece piece = open.next();
            if (piece != null) {
                any = true;
                return new TextDocument(id(name, piece.place()), piece.text(), piece.group());
            }
            close();
            file++;
        }
        if (!any) {
            throw InvalidDocumentException.of(
                    files.get(names.get(0)),
                    "no documents in this and %d other files".formatted(names.size() - 1),
                    null);
        }
        return null;
    }

    /** What {@link DocumentFormat#AUTO} takes a file for. */
    public static DocumentFormat detect(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        name = name.replaceFirst("\\.(gz|zst)$", "");
        if (JSON_EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1))) {
            return DocumentFormat.JSONL;
        }
        try (InputStream in = Compression.open(file)) {
            // A character cut at the end, or one that is none, is no part of a title line.
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
            for (String line : head.split("\n", -1)) {
                if (!ContentLines.isBlank(line)) {
                    return WikiTextTitle.is(line) ? DocumentFormat.WIKITEXT : DocumentFormat.FILE;
                }
            }
        }
        return DocumentFormat.FILE;
    }

    private Splitter open(Path path) throws IOException {
        DocumentFormat actual = format == DocumentFormat.AUTO ? detect(path) : format;
        if (actual == DocumentFormat.JSONL) {
            return new JsonLinesSplitter(path, new ContentLines(path), fields);
        }
        if (fields.group() != null) {
            throw InvalidDocumentException.of(
                    path,
                    "read as %s, which has no field %s to group by"
                            .formatted(actual.name().toLowerCase(Locale.ROOT), fields.group()),
                    null);
        }
        return new TextSplitter(new ContentLines(path), actual);
    }

    private static String id(String name, long place) {
        return place < 0 ? name : "%s#%08d".formatted(name, place);
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
