"""Ridge regression: features of phrasings become one score a label, with honest self-tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

ROWS = 2048
"""Rows handled at once, to bound the memory of a first start; any number gives the same result."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """The solved weights: scores = features @ weights."""

    weights: Floats
    """Shape (features, labels)."""
    left_out: Floats
    """Scores of each phrasing as if it had not been in the content, shape (phrasings, labels)."""


def solve(features: Floats, labels: NDArray[np.intp], number: int, penalty: float) -> Ridge:
    """Fit one regression a label, of 1 for its own phrasings and 0 for all others.

    `penalty` is what large weights cost. Leave-one-out scores are exact, by the textbook formula, and no refits.
    """
    targets = np.zeros((len(labels), number), dtype=np.float32)
    targets[np.arange(len(labels)), labels] = 1.0
    gram = (features.T @ features).astype(np.float64)
    gram[np.diag_indices_from(gram)] += penalty
    half = np.linalg.inv(np.linalg.cholesky(gram))
    weights = (half.T @ (half @ (features.T @ targets))).astype(np.float32)
    left_out = np.empty_like(targets)
    short = np.ascontiguousarray(half.T, dtype=np.float32)
    for start in range(0, len(features), ROWS):
        rows = slice(start, start + ROWS)
        # How much of a phrasing's own score comes from its being there.
        own = np.square(features[rows] @ short).sum(1)[:, None]
        left_out[rows] = (features[rows] @ weights - own * targets[rows]) / np.maximum(1.0 - own, 1e-3)
    return Ridge(weights, left_out)
