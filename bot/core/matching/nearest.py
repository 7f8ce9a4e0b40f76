"""How like a text is to the nearest phrasing of each label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Numbers = NDArray[np.intp]

MOST = 8
"""Labels whose phrasings a text is compared with: those that the classifier finds likeliest. To compare it with all
takes twenty times as long and puts no more questions right."""
ROWS = 1024
"""Phrasings compared with all others at once, to bound the memory of a first start."""


class Nearest:
    """Phrasings to compare texts with, as unit vectors. `numbers` is what the content calls them; `labels` are their
    labels, in order; `number` is how many labels there are. To hold vectors of 16 bits takes ten megabytes less, and
    their cosines are off by less than 0.001."""

    def __init__(self, vectors: Floats | Halves, numbers: Numbers, labels: Numbers, number: int) -> None:
        self.vectors = vectors
        self._numbers = numbers
        self._number = number
        counts = np.bincount(labels, minlength=number)
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts
        self._there = np.flatnonzero(counts)

    def likeness(self, vectors: Floats, chances: Floats) -> Floats:
        """The best cosine with a phrasing of each label, -1 where it has none or where too many others are likelier:
        shape (texts, labels). `chances` has the same shape."""
        best = np.full((len(vectors), self._number), -1.0, np.float32)
        for row, (vector, chosen) in enumerate(zip(vectors, self._likeliest(chances), strict=True)):
            for label in chosen:
                best[row, label] = (self._of(label) @ vector).max()
        return best

    def left_out(self, chances: Floats) -> Floats:
        """The same for the phrasings themselves, none compared with itself."""
        best = np.full((len(self.vectors), self._number), -1.0, np.float32)
        for start in range(0, len(best), ROWS):
            rows = np.arange(start, min(start + ROWS, len(best)))
            cosines = self.vectors[rows] @ self.vectors.T
            cosines[np.arange(len(rows)), rows] = -1.0
            found = np.maximum.reduceat(cosines, self._starts[self._there], axis=1)
            chosen = self._likeliest(chances[rows])
            among = np.searchsorted(self._there, chosen)
            best[rows[:, None], chosen] = found[np.arange(len(rows))[:, None], among]
        return best

    def of(self, label: int, vector: Floats) -> int:
        """The number of the label's phrasing that is nearest to a unit vector."""
        return int(self._numbers[self._starts[label] + (self._of(label) @ vector).argmax()])

    def _of(self, label: int) -> Floats:
        return self.vectors[self._starts[label] : self._ends[label]].astype(np.float32, copy=False)

    def _likeliest(self, chances: Floats) -> Numbers:
        """The labels of each text that it is compared with, shape (texts, at most MOST)."""
        there = chances[:, self._there]
        if there.shape[1] <= MOST:
            return np.broadcast_to(self._there, there.shape)
        return self._there[np.argpartition(-there, MOST, axis=1)[:, :MOST]]
