#!/usr/bin/env python3
"""Writes the dumps of this folder; made with numpy 2.4.6.

    python3 make.py
"""
import numpy as np

LOGITS = np.array([[0.5, 1.25, -2.0, 3.5], [2.0, -0.75, 0.0, 1.5], [9.0, 8.0, 7.0, 6.0]], "<f4")
IDS = np.array([1, 3, 0], "<i8")

np.savez("stored.npz", logits=LOGITS[None].astype("<f2"), token_ids=IDS, note=np.array("made up"))
np.savez("input_ids.npz", input_ids=IDS.astype("<i4"), logits=LOGITS[:2])
np.savez_compressed("deflated.npz", logits=LOGITS, token_ids=IDS)
np.savez("positional.npz", LOGITS, IDS)
np.save("logits.npy", LOGITS)
np.save("logits.token_ids.npy", IDS)
np.save("fortran.npy", np.asfortranarray(LOGITS))
np.save("big_endian.npy", LOGITS.astype(">f4"))
np.save("double.npy", LOGITS.astype("<f8"))
np.save("void2.npy", LOGITS.astype("<f2").view("V2"))
np.save("objects.npy", np.array([[1, "a"]], object), allow_pickle=True)
np.save("structure.npy", np.zeros((3, 4), [("a", "<f4"), ("b", "<i4")]))
for version in ((2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, LOGITS, version)
