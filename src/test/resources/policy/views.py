"""What trainers would log of views.json's roll-outs: their formulas in NumPy, float64.

Written from the formulas in docs/POLICY-METRICS.md, apart from the Java code: padded matrices and a
mask, as the trainers have them. python3 views.py > views.json
"""
import json
import numpy as np

rng = np.random.default_rng(20260701)
lengths = [9, 1, 14, 5, 30, 3]
width = max(lengths)
mask = np.zeros((len(lengths), width))
for row, n in enumerate(lengths):
    mask[row, :n] = 1
sampler = -np.round(rng.gamma(0.6, 1.2, mask.shape), 6)
policy = np.minimum(0, np.round(sampler + rng.normal(0, 0.25, mask.shape), 6))
reference = np.minimum(0, np.round(policy + rng.normal(0, 0.9, mask.shape), 6))
reference[2, 3] = policy[2, 3] - 31  # beyond every clamp
policy[4, 7] = sampler[4, 7] - 23
reference[4, 7] = policy[4, 7]
policy[0, 2] = 0.0
sampler[0, 2] = -4.0
rewards = np.round(rng.normal(0.5, 0.4, len(lengths)), 6)


def mean(x):
    return (x * mask).sum() / mask.sum()


def rows(x):
    return (x * mask).sum(1)


def k3(d):
    return np.expm1(d) - d


d = policy - sampler
e = reference - policy
row_mean = lambda x: rows(x) / mask.sum(1)
seq = np.exp(rows(d))
kept = np.where(seq > 3, 0, seq)
nll_p, nll_q = -row_mean(sampler), -row_mean(policy)
diff = nll_q - nll_p
weights = np.clip(np.exp(d), 0.5, 2)
mixture = np.log(0.5 * np.exp(policy) + 0.5 * np.exp(sampler))
own = k3(d)[mask == 1]
views = {
    "trl": {
        "kl": mean(k3(e)),
        "objective/kl": rows(-e).mean(),
        "objective/entropy": rows(-policy).mean(),
        "sampling/sampling_logp_difference/mean": mean(np.abs(d)),
        "sampling/sampling_logp_difference/max": (np.abs(d) * mask).max(),
        "sampling/importance_sampling_ratio/min": kept.min(),
        "sampling/importance_sampling_ratio/mean": kept.mean(),
        "sampling/importance_sampling_ratio/max": kept.max(),
        "reward": rewards.mean(),
        "objective/scores": rewards.mean(),
        "completions/mean_length": np.mean(lengths),
        "completions/min_length": min(lengths),
        "completions/max_length": max(lengths),
    },
    "verl": {
        "actor/reward_kl_penalty": row_mean(-e).mean(),
        "actor/kl_loss": mean(np.clip(k3(np.clip(e, -20, 20)), -10, 10)),
        "critic/score/mean": rewards.mean(),
        "critic/score/max": rewards.max(),
        "critic/score/min": rewards.min(),
        "response_length/mean": np.mean(lengths),
        "response_length/max": max(lengths),
        "response_length/min": min(lengths),
        "rollout_corr/kl": mean(-d),
        "rollout_corr/k3_kl": mean(k3(d)),
        "rollout_corr/training_ppl": np.exp(nll_q).mean(),
        "rollout_corr/training_log_ppl": nll_q.mean(),
        "rollout_corr/rollout_ppl": np.exp(nll_p).mean(),
        "rollout_corr/rollout_log_ppl": nll_p.mean(),
        "rollout_corr/log_ppl_diff": diff.mean(),
        "rollout_corr/log_ppl_abs_diff": np.abs(diff).mean(),
        "rollout_corr/log_ppl_diff_max": diff.max(),
        "rollout_corr/log_ppl_diff_min": diff.min(),
        "rollout_corr/ppl_ratio": np.exp(diff).mean(),
        "rollout_corr/chi2_token": mean(np.exp(2 * np.clip(d, -20, 20))) - 1,
        "rollout_corr/chi2_seq": np.exp(2 * np.clip(rows(d), -20, 20)).mean() - 1,
        "rollout_corr/rollout_is_eff_sample_size": mean(weights) ** 2 / mean(weights**2),
    },
    "openrlhf": {
        "kl": row_mean(np.clip(-e, -10, 10)).mean(),
        "vllm_kl": mean(-d),
        "reward": rewards.mean(),
        "response_length": np.mean(lengths),
    },
    "nemo-rl": {
        "gen_kl_error": mean(k3(d)),
        "policy_kl_error": mean(k3(-d)),
        "js_divergence_error": mean(0.5 * k3(policy - mixture) + 0.5 * k3(sampler - mixture)),
        "token_mult_prob_error": mean(np.exp(np.abs(d))),
        "sampling_importance_ratio": mean(np.exp(d)),
        "approx_entropy": -mean(np.exp(d) * policy),
        "reward": rewards.mean(),
    },
    "prime-rl": {
        "mismatch_kl/all/mean": own.mean(),
        "mismatch_kl/all/std": own.std(ddof=1),
        "mismatch_kl/all/max": own.max(),
        "ref_kl/all/mean": mean(e),
    },
}
print(json.dumps({
    "rollouts": [{"sampler": sampler[i, :n].tolist(), "policy": policy[i, :n].tolist(),
                  "reference": reference[i, :n].tolist(), "reward": float(rewards[i])}
                 for i, n in enumerate(lengths)],
    "views": {view: {key: float(value) for key, value in keys.items()}
              for view, keys in views.items()},
}, indent=1))
