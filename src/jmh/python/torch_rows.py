#!/usr/bin/python3
"""PyTorch's rows of the kernel's table: what it computes of the same numbers, on one thread.

Prints csv under KernelTable's header: cross_entropy (nllPanama's counterpart) and kl_div of two
log_softmaxes (pairPanama's), once a row at a time, whose intermediate rows stay in the cache if the
allocator hands out the same pages again, and once for 128 rows at a time, as evaluations call them.
Needs Debian's python3-torch. Rotates over more rows than any cache holds; times are CPU times, the
best of several slices.
"""

import sys
import time

import torch
import torch.nn.functional as F

VOCABULARIES = (32_000, 128_256, 151_936)
BYTES_TOTAL = 400 << 20
ROUNDS = 5
SLICE_SECONDS = 0.4


def cross_entropy(rows, i, batch):
    target = torch.full((batch,), rows.shape[1] // 2)
    F.cross_entropy(rows[i : i + batch], target)
    return batch


def kl_div(rows, i, batch):
    half = batch // 2
    model = F.log_softmax(rows[i : i + half], dim=-1)
    reference = F.log_softmax(rows[i + half : i + batch], dim=-1)
    F.kl_div(model, reference, reduction="sum", log_target=True)
    return half


def rows_per_second(body, rows, batch):
    best = 0.0
    i = 0
    for _ in range(ROUNDS):
        count = 0
        start = time.thread_time()
        elapsed = 0.0
        while elapsed < SLICE_SECONDS:
            count += body(rows, i, batch)
            i = i + batch if i + 2 * batch <= len(rows) else 0
            elapsed = time.thread_time() - start
        best = max(best, count / elapsed)
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
            for name, body, batch, per_call in (
                ("torchCrossEntropy1", cross_entropy, 1, 1),
                ("torchCrossEntropy128", cross_entropy, 128, 1),
                ("torchKlDiv1", kl_div, 2, 2),
                ("torchKlDiv128", kl_div, 256, 2),
            ):
                rate = rows_per_second(body, rows, batch)
                gigabytes = rate * per_call * vocabulary * 4 / 1e9
                print(
                    f",torch-{torch.__version__},{vocabulary},F32,{name},"
                    f"{rate:.0f},{gigabytes:.2f},,",
                    flush=True,
                )


if __name__ == "__main__":
    main()
