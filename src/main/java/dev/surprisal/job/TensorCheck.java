package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.ingest.RowPair;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Whether dumps of logits can be scored and compared: same vocabulary, same token ids. */
final class TensorCheck {

    private TensorCheck() {}

    static boolean isTensor(Path path) throws RefusedInputException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return false;
        }
        try {
            return TensorFile.looksLike(path);
        } catch (IOException e) {
            throw RefusedInputException.unreadable(path + ": " + e.getMessage());
        }
    }

    /** Whether a file holds the ids that belong to another one, and nothing to score. */
    static boolean isIds(Path path) {
        return TensorFile.isIds(path);
    }

    /**
     * Checks a file, and its reference where it has one.
     *
     * @throws RefusedInputException naming the files and what differs
     */
    static RowPair pair(Path path, String name, Path reference, JobSettings settings)
            throws RefusedInputException {
        TensorFile tensor = read(path);
        String model = settings.source().model() == null ? name : settings.source().model();
        if (reference == null) {
            return new RowPair(SourceFormat.TENSOR_FILE, path.toString(), name, model, null, null);
        }
        TensorFile other = read(reference);
        if (tensor.vocabulary() != other.vocabulary()) {
            throw RefusedInputException.mismatch(
                    String.format(
                            "vocabulary differs: %s has %d, %s has %d",
                            path, tensor.vocabulary(), reference, other.vocabulary()));
        }
        int at = Arrays.mismatch(tensor.tokenIds(), other.tokenIds());
        if (at >= 0) {
            throw RefusedInputException.mismatch(
                    String.format(
                            "tokens differ from token %d on: %s has %d tokens, %s has %d;"
                                    + " the two files are not over the same text",
                            at,
                            path,
                            tensor.tokenIds().length,
                            reference,
                            other.tokenIds().length));
        }
        String referenceModel =
                settings.reference().model() == null
                        ? String.valueOf(reference.getFileName())
                        : settings.reference().model();
        return new RowPair(
                SourceFormat.TENSOR_FILE,
                path.toString(),
                name,
                model,
                reference.toString(),
                referenceModel);
    }

    private static TensorFile read(Path path) throws RefusedInputException {
        String problem = InputFiles.problem(path);
        if (problem != null) {
            throw RefusedInputException.unreadable(path + ": " + problem);
        }
        try {
            return TensorFile.read(path);
        } catch (IOException e) {
            throw RefusedInputException.unreadable(path + ": " + e.getMessage());
        } catch (MalformedPayloadException e) {
            throw RefusedInputException.unreadable(path + ": " + e.reason());
        }
    }
}
