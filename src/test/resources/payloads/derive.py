#!/usr/bin/env python3
"""Derives <case>.expected.json for the recordings of llama-server in this folder.

Reads them with Python's json module and shares nothing with the decoder under test, so the two can
only agree by both being right. Recorded from llama-server b0-e2eb39e81 with stories260K. Made-up
cases are not touched: their expectations are written by hand.

    python3 derive.py
"""
import json
import math
import pathlib

HERE = pathlib.Path(__file__).parent
CHAT = [
    "llamacpp_chat.json", "llamacpp_chat_stream.sse", "llamacpp_chat_n2_stream.sse",
    "llamacpp_completions.json", "llamacpp_completions_stream.sse", "llamacpp_echo_ignored.json",
    "llamacpp_chat_long_stream.sse"]
NATIVE = [
    "completion.json", "stream.sse", "two_prompts_stream.sse", "post_sampling.json",
    "lost_entries.json"]

LONG = 100


def events(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return [json.loads(text)]
    lines = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def chat_pieces(stream):
    """(index, entries, finished) of every choice of every event, in order."""
    for event in stream:
        for choice in event["choices"]:
            entries = (choice.get("logprobs") or {}).get("content") or []
            yield choice["index"], entries, choice.get("finish_reason") is not None


def native_pieces(stream):
    for event in stream:
        yield event["index"], event.get("completion_probabilities", []), event["stop"]


def gather(pieces):
    choices = {}
    for index, entries, finished in pieces:
        held = choices.setdefault(index, [[], False])
        held[0] += entries
        held[1] |= finished
    return choices


def log_prob(entry):
    """Natural, -inf for a probability of 0."""
    if "logprob" in entry:
        return entry["logprob"]
    return math.log(entry["prob"]) if entry["prob"] > 0 else -math.inf


def top(entries):
    """Candidates of every position, each id once; null where no position has any."""
    lists = []
    for entry in entries:
        seen = {}
        for candidate in entry.get("top_logprobs", entry.get("top_probs", [])):
            if log_prob(candidate) > -1e30:
                seen.setdefault(candidate["id"], log_prob(candidate))
        lists.append([list(item) for item in seen.items()])
    return lists if any(lists) else None


def expected(path, chat):
    stream = events(path)
    first, last = stream[0], stream[-1]
    choices = gather(chat_pieces(stream) if chat else native_pieces(stream))
    result = []
    for index in sorted(choices):
        entries, finished = choices[index]
        linear = "prob" in entries[0]
        logprobs = [math.log(e["prob"]) if linear else e["logprob"] for e in entries]
        if chat:
            count = (last.get("usage") or {}).get("completion_tokens", 0)
        else:
            count = max(e["tokens_predicted"] for e in stream if e["index"] == index)
        if chat and len(choices) > 1:
            count = 0
        result.append({
            "format": "OPENAI_CHAT" if chat else "LLAMACPP",
            "model": "stories260K",
            "modelRevision": first.get("system_fingerprint"),
            "requestId": first.get("id"),
            "documentId": f"{first.get('id', 'document')}#{index}",
            "segment": "GENERATED",
            "choice": index,
            "promptIndex": 0 if chat else index,
            "eventTimeMillis": first.get("created", 0) * 1000,
            "eventTimeOrigin": "SERVER_CREATED" if "created" in first else "NONE",
            "distribution": "PROCESSED" if linear else "RAW",
            "convention": "as served",
            "tokensExpected": count if count > len(entries) else -1,
            "finished": finished,
            "tokenIds": [e["id"] for e in entries],
            "statuses": ["OK"] * len(entries),
            "logprobs": logprobs,
            "nllSum": -math.fsum(logprobs)})
        if len(entries) < LONG:
            result[-1]["top"] = top(entries)
    return result


def main():
    for folder, names, chat in (("openai_chat", CHAT, True), ("llamacpp", NATIVE, False)):
        for name in names:
            path = HERE / folder / name
            target = path.with_name(path.stem + ".expected.json")
            target.write_text(json.dumps(expected(path, chat), indent=1) + "\n", encoding="utf-8")


main()
