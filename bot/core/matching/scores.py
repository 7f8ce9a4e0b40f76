"""Scores of texts against labels, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NEAR = 0.7
"""Weight of the nearest phrasing; 0.7 and 1.0 are within noise of each other."""
SHARPNESS = 3.0
"""Of likeness to the nearest phrasing, exp(SHARPNESS × (cosine − 1))."""


@dataclass(slots=True)
class Text:
    """What is known about one text."""

    parts: Floats
    """The parts of words, letters and meaning in the chance of each label, shape (3, labels)."""
    placed: Floats
    """Its unit vector in the learned measure."""
    told: float
    """The log odds that it only tells something beside a question; 0 where the content has nothing of the kind."""
    likeness: Floats | None = None
    """The best cosine with a phrasing of each label; looked up when it is first asked for, since that takes long."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of several texts, shape (texts, labels): each signal's part, and the plain cosine `likeness`
    with each label's nearest phrasing. `told`, shape (texts,), is the log odds that a text only tells something beside
    a question."""

    words: Floats
    letters: Floats
    meaning: Floats
    likeness: Floats
    told: Floats

    @property
    def chances(self) -> Floats:
        """The chance of each label by the classifier; each row adds up to 1."""
        return self.words + self.letters + self.meaning

    @property
    def nearest(self) -> Floats:
        """The part of the nearest phrasing."""
        return closeness(self.likeness)

    @property
    def total(self) -> Floats:
        """All parts together."""
        return self.chances + self.nearest


@dataclass(frozen=True, slots=True)
class Row:
    """One text's scores of each card and of each kind of message that is not ours, and the log odds that it only
    tells something."""

    cards: Floats
    strangers: Floats
    told: float


def mixed(*rows: tuple[Row, float]) -> Row:
    """One text's scores by several ways to read it, each with its share; the rest is as in the first."""
    cards = sum((np.float32(share) * row.cards for row, share in rows), np.float32(0.0))
    return replace(rows[0][0], cards=np.asarray(cards, np.float32))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Each phrasing as if it had not been in the content: its scores, and its chances by a classifier that had not seen
    it; shape (phrasings, labels) both."""

    total: Floats
    chances: Floats


def closeness(likeness: Floats) -> Floats:
    """Cosines as scores."""
    return np.asarray(NEAR * np.exp(np.float32(SHARPNESS) * (likeness - np.float32(1))), np.float32)
