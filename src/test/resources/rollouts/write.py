"""Writes the files beside it with scripts/surprisal_rollout.py: python3 write.py, in this folder.

RolloutFilesTest reads them. They are the same bytes each time.
"""
import glob
import os
import sys

sys.path.insert(0, "../../../../scripts")
from surprisal_rollout import Writer  # noqa: E402

for old in glob.glob("rollout-*.jsonl.gz") + glob.glob(".rollout-*.lock"):
    os.remove(old)

# Rank 0 of two: everything that a record can hold, and what is no number.
with Writer(".", rank=0, world_size=2, run="golden", distribution="raw", temperature=1.0,
            top_p=1.0, top_k=0, vocabulary=50) as writer:
    writer.log(0, [3, 4, 5, 6], [0, 1, 1, 1], sampler=[0.0, -0.5, -1.25, -0.125],
               policy=[0.0, -0.5, -1.5, -0.25], reference=[1.0, -2, float("-inf"), None],
               reward=0.75, gold_reward=-1, env="math", turn=2, weight_version=17, id="a/1",
               extra={"prompt": "not read"})
    writer.log(0, [], [], policy=[], reward=float("nan"))
    writer.log(2, [9], [1], sampler=[-0.6931471824645996], temperature=0.7,
               weight_version="v1.2")
    writer.close_step(4)

# Rank 1: a process that ends with an error, and the one that goes on with the run.
try:
    with Writer(".", rank=1, world_size=2, run="golden") as writer:
        writer.log(0, [1, 2], [1, 1], sampler=[-1, -2], policy=[-1, float("nan")])
        raise RuntimeError
except RuntimeError:
    pass
with Writer(".", rank=1, world_size=2, run="golden", implied=False) as writer:
    writer.log(1, [1], [1], sampler=[-1])
    writer.log(0, [1], [1], sampler=[-1])

# Rank 2: likeliest tokens, as pairs and as dicts, with what vLLM adds and what is none.
with Writer(".", rank=2, world_size=3, run="golden", vocabulary=50) as writer:
    writer.log(0, [3, 4, 5], [0, 1, 1], sampler=[0.0, -0.5, -3.5], policy=[0.0, -0.75, -3.25],
               sampler_top=[([0, 0], [0, 0]), ([4, 7], [-0.5, -1.5]),
                            ([7, 4, 5], [-0.25, -2, -3.5])],
               policy_top=[None, {4: -0.75, 7: -1.25}, {4: float("nan")}], top_size=2)

# Rank 3: what judges and people say, and pairs.
with Writer(".", rank=3, world_size=4, run="golden") as writer:
    writer.log(0, [1], [1], policy=[-1], judge=0.83, label=True, pair="q/1", preferred=True)
    writer.log(0, [1], [1], policy=[-2], judge=float("nan"), label=0, pair="q/1", preferred=False)
    writer.log(0, [1], [1], policy=[-2], judge_logit=float("-inf"), label=False, pair=7,
               preferred=1)
for lock in glob.glob(".rollout-*.lock"):
    os.remove(lock)
