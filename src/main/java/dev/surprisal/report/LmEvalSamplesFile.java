package dev.surprisal.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes lm-eval's samples, a line a document, and adds up the task's hash. */
final class LmEvalSamplesFile implements Closeable {

    private static final String METRICS =
            "[\"word_perplexity\", \"byte_perplexity\", \"bits_per_byte\"]";

    private final OutputStream out;
    private final MessageDigest task = sha256();

    LmEvalSamplesFile(OutputStream out) {
        this.out = out;
    }

    void write(LmEvalDocument document) throws IOException {
        String docHash = hash("{\n  \"page\": " + PythonText.json(document.page()) + "\n}");
        String targetHash = hash(document.target());
        task.update((docHash + targetHash + targetHash).getBytes(StandardCharsets.US_ASCII));
        // sum([]) is the int 0: so lm-eval writes a document without tokens.
        boolean empty = document.target().isEmpty() && document.logLikelihood() == 0;
        String text = empty ? "0" : PythonText.repr(document.logLikelihood());
        String number = empty ? "0" : PythonText.json(document.logLikelihood());
        String target = PythonText.json(document.target());
        String words = "[" + number + ", " + document.words() + "]";
        String bytes = "[" + number + ", " + document.bytes() + "]";
        String line =
                "{\"doc_id\": "
                        + document.docId()
                        + ", \"doc\": {\"page\": "
                        + PythonText.json(document.page())
                        + "}, \"target\": "
                        + target
                        + ", \"arguments\": {\"gen_args_0\": {\"arg_0\": "
                        + target
                        + "}}, \"resps\": [[\""
                        + text
                        + "\"]], \"filtered_resps\": [\""
                        + text
                        + "\"], \"filter\": \"none\", \"metrics\": "
                        + METRICS
                        + ", \"doc_hash\": \""
                        + docHash
                        + "\", \"prompt_hash\": \""
                        + targetHash
                        + "\", \"target_hash\": \""
                        + targetHash
                        + "\", \"word_perplexity\": "
                        + words
                        + ", \"byte_perplexity\": "
                        + bytes
                        + ", \"bits_per_byte\": "
                        + bytes
                        + "}\n";
        out.write(utf8(line));
    }

    /** sha256 over the hashes of all documents, in hexadecimal; once, at the end. */
    String taskHash() {
        return HexFormat.of().formatHex(task.digest());
    }

    private static String hash(String text) throws IOException {
        return HexFormat.of().formatHex(sha256().digest(utf8(text)));
    }

    /** Half a character has no UTF-8: refused, where Java would write a question mark. */
    private static byte[] utf8(String text) throws IOException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new IOException("a document holds half a surrogate pair: not UTF-8", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
