"""Megabytes a second of Python's json and numpy over what JsonTable wrote: nll of chosen tokens, and from full rows."""
import json
import sys
import time

import numpy

path, logits_path, seconds = sys.argv[1], sys.argv[2], 5.0
with open(path, "rb") as file:
    lines = file.read(40_000_000).split(b"\n")[:-1]
start, done, total = time.perf_counter(), 0, 0.0
while time.perf_counter() - start < seconds:
    for line in lines:
        content = json.loads(line)["choices"][0]["logprobs"]["content"]
        total -= numpy.array([entry["logprob"] for entry in content]).sum()
        done += len(line) + 1
print("%-28s %7.1f MB/s" % ("Python json + numpy, 1 core", done / (time.perf_counter() - start) / 1e6))

with open(logits_path, "rb") as file:
    payload = file.read()
start, done = time.perf_counter(), 0
while time.perf_counter() - start < seconds:
    outputs = {output["name"]: output for output in json.loads(payload)["outputs"]}
    rows = numpy.array(outputs["logits"]["data"], dtype=numpy.float32).reshape(outputs["logits"]["shape"])
    ids = numpy.array(outputs["token_ids"]["data"])
    top = rows.max(axis=1, keepdims=True)
    lse = numpy.log(numpy.exp(rows - top).sum(axis=1)) + top[:, 0]
    total += (lse[:-1] - rows[numpy.arange(len(ids) - 1), ids[1:]]).sum()
    done += len(payload)
print("%-28s %7.1f MB/s" % ("the same, full vocabulary", done / (time.perf_counter() - start) / 1e6))
