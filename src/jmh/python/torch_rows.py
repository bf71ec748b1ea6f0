#!/usr/bin/env python3
"""PyTorch's rows of the kernel's table: what it computes of the same numbers, on one thread.

Prints csv under KernelTable's header: cross_entropy of one row (nllPanama's counterpart), and
kl_div of two log_softmaxes (pairPanama's). Needs Debian's python3-torch. Rotates over more rows
than any cache holds; times are CPU times, the best of several slices.
"""

import sys
import time

import torch
import torch.nn.functional as F

VOCABULARIES = (32_000, 128_256, 151_936)
BYTES_TOTAL = 400 << 20
ROUNDS = 5
SLICE_SECONDS = 0.4


def cross_entropy(rows, target, i):
    return F.cross_entropy(rows[i : i + 1], target)


def kl_div(rows, target, i):
    j = (i + 1) % len(rows)
    model = F.log_softmax(rows[i : i + 1], dim=-1)
    reference = F.log_softmax(rows[j : j + 1], dim=-1)
    return F.kl_div(model, reference, reduction="sum", log_target=True)


def rows_per_second(body, rows, target):
    best = 0.0
    i = 0
    for _ in range(ROUNDS):
        calls = 0
        start = time.thread_time()
        elapsed = 0.0
        while elapsed < SLICE_SECONDS:
            body(rows, target, i)
            i = (i + 1) % len(rows)
            calls += 1
            elapsed = time.thread_time() - start
        best = max(best, calls / elapsed)
    return best


def main():
    torch.set_num_threads(1)
    torch.manual_seed(42)
    if "--no-header" not in sys.argv:
        print(
            "java,kernel,vocabulary,type,operation,rowsPerSecond,gigabytesPerSecond,"
            "ratioToPlainVectorSum,allocatedBytesPerRow"
        )
    with torch.inference_mode():
        for vocabulary in VOCABULARIES:
            row = 3 * torch.randn(vocabulary)
            rows = row.repeat(BYTES_TOTAL // (4 * vocabulary), 1)
            target = torch.tensor([vocabulary // 2])
            for name, body, per_call in (
                ("torchCrossEntropy", cross_entropy, 1),
                ("torchKlDiv", kl_div, 2),
            ):
                rate = rows_per_second(body, rows, target)
                gigabytes = rate * per_call * vocabulary * 4 / 1e9
                print(
                    f",torch-{torch.__version__},{vocabulary},F32,{name},"
                    f"{rate:.0f},{gigabytes:.2f},,",
                    flush=True,
                )


if __name__ == "__main__":
    main()
