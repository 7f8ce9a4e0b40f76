"""A measure of likeness learned from the content: what differs between phrasings of one card counts for little.

Linear discriminant analysis (Fisher 1936; Rao 1948) with a shrunken within-card covariance. It is solved at once,
in the encoder's few hundred dimensions, so an edited card needs no training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DIMENSIONS = 128
"""Of the projected vectors, at most; 192 put no more questions right."""
FOR_EACH_LABEL = 0.45
"""Directions for each label: labels differ in no more directions than there are of them, and the last say little."""
FEWEST = 32
"""Labels below which all directions count: so few do not show which of them matter."""
SHRINKAGE = 0.5
"""Share of the even covariance mixed in; 0.1 to 0.6 are within noise of each other."""


def projection(vectors: Floats, labels: NDArray[np.intp], number: int) -> Floats:
    """The matrix that turns unit vectors into ones to compare, shape (dimensions, fewer)."""
    counts = np.bincount(labels, minlength=number)
    means = np.zeros((number, vectors.shape[1]), np.float64)
    np.add.at(means, labels, vectors)
    means /= np.maximum(counts, 1)[:, None]
    apart = vectors - means[labels]
    within = apart.T @ apart / len(vectors)
    even = np.eye(len(within)) * (np.trace(within) / len(within) or 1.0)
    values, directions = np.linalg.eigh((1 - SHRINKAGE) * within + SHRINKAGE * even)
    whitened = (directions / np.sqrt(values)) @ directions.T
    there = means[counts > 0]
    if len(there) < FEWEST:
        return np.asarray(whitened, np.float32)
    between = (there - there.mean(0)) @ whitened
    _, best = np.linalg.eigh(between.T @ between)
    spanned = min(DIMENSIONS, int(FOR_EACH_LABEL * len(there)))
    return np.asarray(whitened @ best[:, -spanned:], np.float32)


def projected(vectors: Floats, matrix: Floats) -> Floats:
    """Unit vectors in the learned measure."""
    found = vectors @ matrix
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)
