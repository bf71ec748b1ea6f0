"""Rows a second of PyTorch on one thread: cross_entropy, and kl_div of two log_softmaxes, float32, over 400 MB of rows."""
import time

import torch
import torch.nn.functional as functional

torch.set_num_threads(1)
SECONDS, BYTES, BATCH = 4.0, 400 << 20, 16


def rate(rows, work):
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        for at in range(0, rows - BATCH + 1, BATCH):
            work(at)
            done += BATCH
    return done / (time.perf_counter() - start)


for vocabulary in (32000, 128256, 151936):
    rows = BYTES // (4 * vocabulary) // BATCH * BATCH
    logits = torch.randn(rows, vocabulary) * 3
    targets = torch.randint(vocabulary, (rows,))
    half = rows // 2 // BATCH * BATCH

    def cross_entropy(at):
        functional.cross_entropy(logits[at : at + BATCH], targets[at : at + BATCH], reduction="none")

    def kl_div(at):
        model = functional.log_softmax(logits[at : at + BATCH], dim=-1)
        reference = functional.log_softmax(logits[half + at : half + at + BATCH], dim=-1)
        functional.kl_div(model, reference, reduction="none", log_target=True).sum(-1)

    print("PyTorch %s, V = %d: cross_entropy %.0f rows/s, kl_div of log_softmaxes %.0f pairs/s"
          % (torch.__version__, vocabulary, rate(rows, cross_entropy), rate(half, kl_div)), flush=True)
