package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.ingest.PayloadFile;
import dev.surprisal.ingest.RowPair;
import dev.surprisal.payload.KldHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a job was given to read, told apart by content: KL base files by their magic, everything
 * else as server responses.
 *
 * @param rowFiles KL base files and tensor dumps, with their references
 * @param payloadFiles files of responses, those that cannot be read included: they become dead
 *     letters
 * @param bytes of all of them, for progress
 */
record InputFiles(List<RowPair> rowFiles, List<PayloadFile> payloadFiles, long bytes) {

    /**
     * Looks at the files of a job.
     *
     * @throws RefusedInputException when nothing can be read, or files must not be compared
     */
    static InputFiles inspect(JobSettings settings) throws RefusedInputException {
        List<Path> files = expand(settings.source().files());
        Map<Path, String> names = FileNames.of(files);
        List<Path> references =
                settings.reference() == null ? List.of() : expand(settings.reference().files());
        if (!references.isEmpty() && references.size() != names.size()) {
            throw RefusedInputException.mismatch(
                    "source.files names "
                            + names.size()
                            + " files and reference.files "
                            + references.size()
                            + "; each file needs its own reference");
        }
        List<RowPair> rowFiles = new ArrayList<>();
        List<PayloadFile> payloadFiles = new ArrayList<>();
        long bytes = 0;
        int index = 0;
        for (Map.Entry<Path, String> file : names.entrySet()) {
            Path path = file.getKey();
            Path reference = references.isEmpty() ? null : references.get(index++);
            if (reference != null) {
                rowFiles.add(pair(path, file.getValue(), reference, settings));
            } else if (!TensorCheck.isIds(path)) {
                addAlone(path, file.getValue(), settings, rowFiles, payloadFiles);
            }
            bytes += size(path);
        }
        requireReadable(rowFiles, payloadFiles);
        return new InputFiles(rowFiles, payloadFiles, bytes);
    }

    /** A file without a reference: what is wrong with it does not concern the others. */
    private static void addAlone(
            Path path,
            String name,
            JobSettings settings,
            List<RowPair> rowFiles,
            List<PayloadFile> payloadFiles) {
        String fault = problem(path);
        if (fault == null) {
            try {
                if (isKld(path) || TensorCheck.isTensor(path)) {
                    rowFiles.add(pair(path, name, null, settings));
                    return;
                }
            } catch (RefusedInputException e) {
                fault = e.getMessage().replace(path + ": ", "");
            }
        }
        payloadFiles.add(new PayloadFile(path.toString(), name, fault));
    }

    private static List<Path> expand(List<Path> paths) throws RefusedInputException {
        try {
            return FilePatterns.expand(paths);
        } catch (IOException | UncheckedIOException e) {
            throw RefusedInputException.unreadable(e.getMessage());
        }
    }

    private static RowPair pair(Path path, String name, Path reference, JobSettings settings)
            throws RefusedInputException {
        return TensorCheck.isTensor(path)
                ? TensorCheck.pair(path, name, reference, settings)
                : KldCheck.pair(path, name, reference, settings);
    }

    private static boolean isKld(Path path) throws RefusedInputException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(KldHeader.BYTES);
            return KldHeader.hasMagic(head, head.length);
        } catch (IOException e) {
            throw RefusedInputException.unreadable(path + ": " + e.getMessage());
        }
    }

    /** One missing file among several is reported with the rest; alone it makes no job. */
    private static void requireReadable(List<RowPair> rowFiles, List<PayloadFile> payloadFiles)
            throws RefusedInputException {
        if (!rowFiles.isEmpty() || payloadFiles.stream().anyMatch(file -> file.fault() == null)) {
            return;
        }
        throw RefusedInputException.unreadable(
                payloadFiles.stream()
                        .map(file -> file.path() + ": " + file.fault())
                        .collect(Collectors.joining("\n")));
    }

    /** Why a file cannot be read, or null. */
    static String problem(Path path) {
        if (!Files.exists(path)) {
            return "no such file";
        }
        if (Files.isDirectory(path)) {
            return "is a directory without files";
        }
        if (!Files.isRegularFile(path)) {
            return "is not a regular file; give - to read standard input";
        }
        return Files.isReadable(path) ? null : "may not be read";
    }

    private static long size(Path path) {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            // Only the progress line is at stake; reading will say what is wrong.
            return 0;
        }
    }
}
