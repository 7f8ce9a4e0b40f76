"""Meaning vectors of all phrasings: only texts that were not there at the last start are encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Cache, Encoder

Floats = NDArray[np.float32]
MARK = 4
"""Columns before each kept vector that say which text it belongs to."""


def embedded(phrasings: Sequence[tuple[str, ...]], encoder: Encoder, cache: Cache | None) -> Floats:
    """One unit vector a phrasing, shape (phrasings, dimensions)."""
    texts = [" ".join(words) for words in phrasings]
    marks = np.array([_mark(text) for text in texts], np.float32)
    key = f"vectors-{encoder.digest[:40]}"
    kept = cache.get(key) if cache is not None else None
    if kept is None or kept.ndim != 2 or kept.shape[1] <= MARK:
        kept = np.zeros((0, MARK + 1), np.float32)
    known = {tuple(mark): row for row, mark in enumerate(kept[:, :MARK].tolist())}
    rows = np.array([known.get(tuple(mark), -1) for mark in marks.tolist()], np.intp)
    missing = np.flatnonzero(rows < 0)
    if not len(missing):
        return np.array(kept[rows, MARK:])
    fresh = encoder.encode([texts[at] for at in missing])
    found = np.zeros((len(texts), fresh.shape[1]), np.float32)
    found[missing] = fresh
    there = np.flatnonzero(rows >= 0)
    if len(there):
        found[there] = kept[rows[there], MARK:]
    if cache is not None:
        cache.put(key, np.hstack([marks, found]))
    return found


def _mark(text: str) -> list[float]:
    """A text's hash as numbers that a float32 holds exactly."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return [float(int.from_bytes(digest[at : at + 3], "big")) for at in range(0, 3 * MARK, 3)]
