"""Kernel ridge regression: similarities to phrasings become one score a card, with honest self-tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 512
"""Rows handled at once; any size gives the same result."""


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
    half = _lower_inverse(_factored(kernel))
    weights = half.T @ (half @ targets)
    left_out = targets - weights / np.einsum("ij,ij->j", half, half)[:, None]
    return Ridge(weights.astype(np.float32), left_out.astype(np.float32))


def _factored(matrix: Floats) -> Floats:
    """The Cholesky factor of a matrix in its own place; what is above the diagonal is left as it was.

    numpy's own works on copies in double precision: over a gigabyte more for 8,000 phrasings.
    """
    size = len(matrix)
    for start in range(0, size, BLOCK):
        end = min(start + BLOCK, size)
        if start:
            matrix[start:, start:end] -= matrix[start:, :start] @ matrix[start:end, :start].T
        corner = np.linalg.cholesky(matrix[start:end, start:end])
        matrix[start:end, start:end] = corner
        matrix[end:, start:end] = matrix[end:, start:end] @ np.linalg.inv(corner).T
    return matrix


def _lower_inverse(lower: Floats) -> Floats:
    # A third of the work of a general inverse, which is what a cold start waits for.
    size = len(lower)
    inverse = np.zeros_like(lower)
    for start in range(0, size, BLOCK):
        end = min(start + BLOCK, size)
        corner = np.linalg.inv(lower[start:end, start:end])
        inverse[start:end, start:end] = corner
        if start:
            inverse[start:end, :start] = -corner @ (lower[start:end, :start] @ inverse[:start, :start])
    return inverse
