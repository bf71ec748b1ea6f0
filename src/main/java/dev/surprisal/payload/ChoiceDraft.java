package dev.surprisal.payload;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.SourceFormat;
import java.util.Arrays;

/** One answer while it is being put together, from one object or from the chunks of a stream. */
final class ChoiceDraft {
    /** The server's index: prompt × answers per prompt + answer. Set once the object is read. */
    int index;

    /** Whether the server said why it stopped. */
    boolean finished;

    /** Shape of {@link #tokens}; null while there are none. */
    SourceFormat format;

    /** Whether it stopped of itself, so that it generated something. */
    boolean stopped;

    /** Whether a chunk holds all tokens of the answer, not those that follow. */
    boolean whole;

    /** Entries in order of arrival; with echo, the prompt's stand first. */
    final TokenColumns tokens = new TokenColumns();

    /** Whether values were linear probabilities after the sampler. */
    boolean linear;

    /** Whether chunks were seen to repeat the entries of those before. */
    private boolean cumulative;

    /** Chunks that held entries. */
    int pieces;

    /** Tokens that the server says it generated for this answer; -1 if it does not. */
    long predicted = -1;

    /** [tokens] hashes of the legacy arrays' texts, to recognise a repeated prompt. */
    long[] textHashes = {};

    /** vLLM's prompt list of this answer; null if none. */
    PromptLogprobs prompt;

    GrowingInts promptTokenIds;
    GrowingInts tokenIds;

    /** The prompt's values where the server lists them apart from the answer's; null if none. */
    TokenColumns promptTokens;

    /** Number of {@link #promptTokens} among the payload's prompts. */
    int promptNumber;

    /** Which distribution the answer's values are of; null if the format alone does not say. */
    Distribution distribution;

    /** Who reads this answer's candidates. */
    private CandidateLists lists;

    CandidateLists candidateLists() {
        lists = lists == null ? new CandidateLists() : lists;
        return lists;
    }

    boolean tokenless() {
        return tokens.size() == 0
                && promptTokens == null
                && (prompt == null || prompt.positions() == 0);
    }

    /** Which distribution the values are of, as far as the server shows. */
    Distribution distribution(String revision) {
        if (distribution != null) {
            return distribution;
        }
        if (linear || ResponseFields.isTgi(revision)) {
            return Distribution.PROCESSED;
        }
        boolean llamaCpp = format == SourceFormat.LLAMACPP || ResponseFields.isLlamaCpp(revision);
        return llamaCpp ? Distribution.RAW : Distribution.UNKNOWN;
    }

    /** Says which shape the entries have; one answer cannot have two. */
    void shape(SourceFormat shape, JsonCursor in) throws MalformedPayloadException {
        in.format(shape);
        if (format != null && format != shape) {
            throw in.fault("one answer holds both " + format + " and " + shape + " log-probs");
        }
        format = shape;
    }

    /** Whether values are linear; one answer cannot mix both kinds. */
    void scale(boolean linearSeen, JsonCursor in) throws MalformedPayloadException {
        if (tokens.size() > 0 && linear != linearSeen) {
            throw in.fault("one answer mixes 'prob' and 'logprob' entries");
        }
        linear = linearSeen;
    }

    /** Appends a later chunk of the same answer. */
    void append(ChoiceDraft chunk, JsonCursor in) throws MalformedPayloadException {
        if (chunk.format != null) {
            shape(chunk.format, in);
        }
        if (chunk.tokens.size() > 0) {
            scale(chunk.linear, in);
            if (chunk.repeats(this)) {
                tokens.clear();
            }
            appendHashes(chunk);
            appendTokens(chunk.tokens);
            pieces++;
        }
        promptTokens = SglangGenerate.longer(promptTokens, chunk.promptTokens);
        distribution = distribution == null ? chunk.distribution : distribution;
        finished |= chunk.finished;
        stopped |= chunk.stopped;
        predicted = Math.max(predicted, chunk.predicted);
        prompt = prompt == null ? chunk.prompt : prompt;
        promptTokenIds = promptTokenIds == null ? chunk.promptTokenIds : promptTokenIds;
        if (tokenIds == null) {
            tokenIds = chunk.tokenIds;
        } else if (chunk.tokenIds != null) {
            tokenIds.addAll(chunk.tokenIds);
        }
    }

    /** Triton's chunks may each begin with all that came before; adding those up counts twice. */
    private void appendTokens(TokenColumns chunk) {
        int known = 0;
        if (format == SourceFormat.TRITON_GENERATE && chunk.startsWith(tokens)) {
            // At equal length only a stream that has repeated before repeats: p = 1 comes twice.
            cumulative |= chunk.size() > tokens.size();
            known = cumulative ? tokens.size() : 0;
        }
        tokens.addFrom(known, chunk);
    }

    /** Whether this chunk holds again what earlier ones brought. */
    private boolean repeats(ChoiceDraft held) {
        boolean oldEnd = format == SourceFormat.LLAMACPP_OLD && finished;
        return whole
                || (oldEnd && tokens.startsWith(held.tokens))
                || format == SourceFormat.SGLANG && SglangGenerate.cumulative(held, this);
    }

    private void appendHashes(ChoiceDraft chunk) {
        if (chunk.textHashes.length == 0) {
            return;
        }
        int size = tokens.size();
        int needed = size + chunk.textHashes.length;
        if (textHashes.length < needed) {
            textHashes = Arrays.copyOf(textHashes, Math.max(needed, 2 * size));
        }
        System.arraycopy(chunk.textHashes, 0, textHashes, size, chunk.textHashes.length);
    }

    /** Hash of the first {@code count} token texts; 0 where the server sent none. */
    long textHash(int count) {
        long hash = count;
        for (int i = 0; i < Math.min(count, textHashes.length); i++) {
            hash = hash * 31 + textHashes[i];
        }
        return hash;
    }
}
