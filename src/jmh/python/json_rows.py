"""Megabytes a second of Python's json and numpy over the JSONL that JsonTable wrote: the nll of the chosen tokens."""
import json
import sys
import time

import numpy

path, seconds = sys.argv[1], 5.0
with open(path, "rb") as file:
    lines = file.read(40_000_000).split(b"\n")[:-1]
start, done, total = time.perf_counter(), 0, 0.0
while time.perf_counter() - start < seconds:
    for line in lines:
        content = json.loads(line)["choices"][0]["logprobs"]["content"]
        total -= numpy.array([entry["logprob"] for entry in content]).sum()
        done += len(line) + 1
print("%-28s %7.1f MB/s" % ("Python json + numpy, 1 core", done / (time.perf_counter() - start) / 1e6))
