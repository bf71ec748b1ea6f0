package dev.surprisal.payload;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import java.util.ArrayList;
import java.util.List;

/** Turns the drafts of one payload into completions: prompts first, then answers by index. */
final class CompletionAssembler {
    private static final String AS_SERVED = "as served";
    private static final String UNSPLIT = "as served, echo not split";

    private final Origin origin;
    private final PayloadDefaults defaults;
    private final List<Completion> completions = new ArrayList<>();

    CompletionAssembler(Origin origin, PayloadDefaults defaults) {
        this.origin = origin;
        this.defaults = defaults;
    }

    List<Completion> assemble(List<ResponseDraft> drafts) throws MalformedPayloadException {
        RepeatedPrompts.drop(drafts);
        for (ResponseDraft draft : drafts) {
            if (draft.sample != null) {
                completions.add(LmEvalDocument.of(draft, origin, defaults));
            } else if (draft.record != null) {
                addDirect(draft);
            } else {
                addAnswer(draft);
            }
        }
        return completions;
    }

    private void addAnswer(ResponseDraft draft) throws MalformedPayloadException {
        EchoSplit echo = new EchoSplit(draft);
        boolean chunk = LoneChunk.is(draft, echo);
        if (!chunk || echo.any()) {
            StandInValues.markClipped(draft.choices());
        }
        Prompts prompts = Prompts.of(draft, echo);
        RequestFields.checkEcho(draft, prompts);
        int first = completions.size();
        for (int i = 0; i < prompts.size(); i++) {
            addPrompt(draft, prompts, i, echo.unsplit());
        }
        if (draft.outputs != null) {
            addLogits(draft);
        }
        for (ChoiceDraft choice : draft.choices()) {
            addGenerated(draft, choice, echo, prompts, chunk);
        }
        checkDeclared(draft, first);
    }

    private void addPrompt(ResponseDraft draft, Prompts prompts, int index, boolean unsplit) {
        TokenColumns tokens = prompts.tokens(index);
        boolean nullFirst = tokens.startsWithNull();
        tokens.firstNullIsNobodysFault();
        tokens.settle();
        boolean ownsUsage =
                prompts.size() == 1 && (draft.choices().size() <= 1 || draft.prompt != null);
        // The first token has nothing before it, so one fewer can be scored.
        long counted = ownsUsage ? draft.promptTokens - (nullFirst ? 1 : 0) : -1;
        int number = prompts.number(index);
        String suffix = prompts.size() == 1 && number == 0 ? "#prompt" : "#prompt" + number;
        completions.add(
                completion(
                        draft,
                        prompts.format(index),
                        identity(draft, suffix, Segment.PROMPT, 0, number),
                        Distribution.RAW,
                        unsplit ? UNSPLIT : AS_SERVED,
                        extent(tokens, counted, prompts.finished(index)),
                        tokens,
                        null,
                        tokens.idsOrNull()));
    }

    private void addGenerated(
            ResponseDraft draft,
            ChoiceDraft choice,
            EchoSplit echo,
            Prompts prompts,
            boolean chunk) {
        TokenColumns tokens = choice.tokens.slice(echo.promptLength(choice), choice.tokens.size());
        boolean ends = chunk && LoneChunk.onlyEnds(choice, prompts);
        if (tokens.size() == 0 && !ends) {
            return;
        }
        if (choice.format == SourceFormat.TRITON_GENERATE) {
            tokens.notMeasuredIfAllZero(1);
        }
        if (chunk) {
            // Whether they are stand-ins shows in the whole answer only.
            tokens.clampRounding();
        } else {
            tokens.settle();
        }
        // Usage of several answers is a sum, and llama.cpp's is of one of them, it does not say
        // which.
        long usage = draft.choices().size() == 1 ? draft.completionTokens : -1;
        int[] ids = tokens.idsOrNull();
        if (ids == null && choice.tokenIds != null && choice.tokenIds.size() == tokens.size()) {
            ids = choice.tokenIds.toArray();
        }
        boolean llamaCpp =
                choice.format == SourceFormat.LLAMACPP
                        || choice.format == SourceFormat.LLAMACPP_OLD;
        int prompt = llamaCpp ? choice.index : prompts.indexOf(choice);
        long counted = Math.max(usage, choice.predicted);
        Extent extent = extent(tokens, counted, choice.finished);
        completions.add(
                completion(
                        draft,
                        ends ? LoneChunk.format(draft) : VllmGenerate.format(draft, choice),
                        identity(
                                draft, "#" + choice.index, Segment.GENERATED, choice.index, prompt),
                        choice.distribution(draft.revision),
                        RequestFields.convention(AS_SERVED, draft.request()),
                        chunk ? LoneChunk.extent(extent, counted) : extent,
                        tokens,
                        null,
                        ids));
    }

    /** Rows in slices, each a piece of the one document. */
    private void addLogits(ResponseDraft draft) throws MalformedPayloadException {
        if (draft.outputs.awaitsBinary()) {
            throw new MalformedPayloadException(
                    draft.envelope == null ? draft.offset : draft.envelope.offset,
                    SourceFormat.KSERVE,
                    "binary tensors stand behind no JSON here: only behind a payload of their own");
        }
        LogitTensor logits = draft.outputs.logits;
        if (logits == null) {
            return;
        }
        for (int from = 0; from < logits.scored(); from += logits.sliceRows()) {
            int to = Math.min(logits.scored(), from + logits.sliceRows());
            completions.add(
                    completion(
                            draft,
                            SourceFormat.KSERVE,
                            identity(draft, "", Segment.TEXT, 0, 0),
                            Distribution.RAW,
                            AS_SERVED,
                            new Extent(from, -1, logits.scored(), true),
                            null,
                            logits.rows(from, to),
                            logits.targets(from, to)));
        }
    }

    /** The native direct form: a segment, distribution and name as the record says. */
    private void addDirect(ResponseDraft draft) {
        NativeRecord record = draft.record;
        TokenColumns tokens = record.logprobs;
        if (tokens.size() == 0) {
            return;
        }
        if (record.segment != Segment.GENERATED) {
            tokens.firstNullIsNobodysFault();
        }
        tokens.settle();
        String suffix =
                switch (record.segment) {
                    case PROMPT -> "#prompt";
                    case GENERATED -> "#0";
                    case TEXT -> "";
                };
        completions.add(
                completion(
                        draft,
                        SourceFormat.NATIVE,
                        identity(
                                draft, record.document == null ? suffix : "", record.segment, 0, 0),
                        record.distribution,
                        AS_SERVED,
                        extent(tokens, -1, true),
                        tokens,
                        null,
                        record.tokenIds == null ? null : record.tokenIds.toArray()));
    }

    private Completion completion(
            ResponseDraft draft,
            SourceFormat format,
            Identity identity,
            Distribution distribution,
            String convention,
            Extent extent,
            TokenColumns tokens,
            LogitRows rows,
            int[] ids) {
        NativeRecord record = draft.recordOrEnvelope();
        GatewayRecord gateway = draft.envelope == null ? null : draft.envelope.gateway;
        EventTimeOrigin timeOrigin = EventTimeOrigin.NONE;
        long millis = 0;
        if (record != null && record.eventTimeMillis > 0) {
            timeOrigin = EventTimeOrigin.ENVELOPE;
            millis = record.eventTimeMillis;
        } else if (draft.finishedMillis > 0) {
            timeOrigin = EventTimeOrigin.SERVER_FINISH;
            millis = draft.finishedMillis;
        } else if (draft.createdMillis > 0) {
            timeOrigin = EventTimeOrigin.SERVER_CREATED;
            millis = draft.createdMillis;
        } else if (gateway != null && gateway.timeMillis > 0) {
            timeOrigin = EventTimeOrigin.GATEWAY;
            millis = gateway.timeMillis;
        }
        return new Completion(
                origin,
                format,
                identity,
                millis,
                timeOrigin,
                distribution,
                convention,
                extent,
                ids,
                tokens == null ? null : tokens.logprobs(),
                tokens == null ? null : tokens.statuses(),
                rows,
                null,
                null,
                tokens == null ? null : tokens.top(),
                null,
                null,
                record == null ? null : record.headers);
    }

    private Identity identity(
            ResponseDraft draft, String suffix, Segment segment, int choice, int promptIndex) {
        ResponseDraft outer = draft.envelope;
        NativeRecord record = draft.recordOrEnvelope();
        String requestId = draft.id == null && outer != null ? outer.id : draft.id;
        String model = draft.model == null && outer != null ? outer.model : draft.model;
        if (model == null && draft.request() != null) {
            model = draft.request().model;
        }
        String name = record == null ? null : record.document;
        if (name == null) {
            name = draft.document;
        }
        if (name == null) {
            name = requestId == null ? defaults.documentName() : requestId;
        }
        return new Identity(
                model == null ? defaults.model() : model,
                draft.revision,
                requestId,
                name + suffix,
                segment,
                choice,
                promptIndex);
    }

    /** Entries are all that is known unless a count says that some never arrived. */
    private static Extent extent(TokenColumns tokens, long counted, boolean finished) {
        int expected = counted > tokens.expected() ? (int) counted : -1;
        return new Extent(0, expected, tokens.size(), finished);
    }

    /** A declared format is a promise: something of it must be there. */
    private void checkDeclared(ResponseDraft draft, int first) throws MalformedPayloadException {
        if (draft.envelope == null
                || draft.envelope.record == null
                || draft.envelope.record.declared == null) {
            return;
        }
        SourceFormat declared = draft.envelope.record.declared;
        for (int i = first; i < completions.size(); i++) {
            if (completions.get(i).format() == declared) {
                return;
            }
        }
        if (completions.size() > first) {
            SourceFormat found = completions.get(first).format();
            throw new MalformedPayloadException(
                    draft.envelope.offset,
                    found,
                    "format is declared %s, the payload is %s"
                            .formatted(declared.label(), found.label()));
        }
    }
}
