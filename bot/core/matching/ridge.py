"""Kernel ridge regression: similarities to phrasings become one score a card, with honest self-tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ridge:
    """The solved weights: scores = similarities @ weights."""

    weights: Floats
    """Shape (phrasings, labels)."""
    left_out: Floats
    """Scores of each phrasing as if it had not been in the content, shape (phrasings, labels)."""


def solve(kernel: Floats, labels: NDArray[np.intp], number: int, strength: float) -> Ridge:
    """Fit one regression a label. `kernel` is overwritten. Leave-one-out scores are exact, not refits."""
    targets = np.zeros((len(labels), number), dtype=np.float32)
    targets[np.arange(len(labels)), labels] = 1.0
    kernel[np.diag_indices_from(kernel)] += strength
    inverse = np.linalg.inv(kernel)
    weights = inverse @ targets
    left_out = targets - weights / np.diag(inverse)[:, None]
    return Ridge(weights.astype(np.float32), left_out.astype(np.float32))
