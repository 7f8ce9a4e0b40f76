"""How like a text is to the nearest phrasing of each label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

ALIKE = 0.7
"""Cosine from which two phrasings of one label count as one: a third of all then need no comparing, and as many
questions find their card. At 0.5 a quarter of them are left, and 1 in 100 questions goes astray."""
MANY = 5000
"""Phrasings up to which all are kept: few are compared in no time, and need one another."""
ROWS = 1024
"""Phrasings compared with all others at once, to bound the memory of a first start."""


class Nearest:
    """Phrasings to compare texts with, as unit vectors. `numbers` is what the content calls them; `labels` are their
    labels, in order; `number` is how many labels there are."""

    def __init__(self, vectors: Floats, numbers: Numbers, labels: Numbers, number: int) -> None:
        self.vectors = vectors
        self.numbers = numbers
        self._labels = labels
        self._number = number
        counts = np.bincount(labels, minlength=number)
        self._starts = (np.cumsum(counts) - counts)[counts > 0]
        self._there = np.flatnonzero(counts)

    def likeness(self, vectors: Floats) -> Floats:
        """The best cosine with a phrasing of each label, -1 where it has none: shape (texts, labels)."""
        return self._best(vectors @ self.vectors.T)

    def left_out(self) -> Floats:
        """The same for the phrasings themselves, none compared with itself."""
        found = np.empty((len(self.vectors), self._number), np.float32)
        for start in range(0, len(found), ROWS):
            rows = np.arange(start, min(start + ROWS, len(found)))
            cosines = self.vectors[rows] @ self.vectors.T
            cosines[np.arange(len(rows)), rows] = -1.0
            found[rows] = self._best(cosines)
        return found

    def distinct(self, needed: NDArray[np.bool_]) -> Nearest:
        """Those that are not much like an earlier one of the same label, and those of which the content's number is
        `needed` all the same."""
        if len(self.vectors) <= MANY:
            return self
        kept: list[int] = []
        for label in self._there:
            rows = np.flatnonzero(self._labels == label)
            cosines = self.vectors[rows] @ self.vectors[rows].T
            alike = np.zeros(len(rows), bool)
            for place, row in enumerate(rows.tolist()):
                if not alike[place] or needed[self.numbers[row]]:
                    kept.append(row)
                    alike |= cosines[place] > ALIKE
        return Nearest(self.vectors[kept], self.numbers[kept], self._labels[kept], self._number)

    def of(self, label: int, vector: Floats) -> int:
        """The number of the label's phrasing that is nearest to a unit vector."""
        own = self._labels == label
        return int(self.numbers[own][(self.vectors[own] @ vector).argmax()])

    def _best(self, cosines: Floats) -> Floats:
        best = np.full((len(cosines), self._number), -1.0, np.float32)
        best[:, self._there] = np.maximum.reduceat(cosines, self._starts, axis=1)
        return best
