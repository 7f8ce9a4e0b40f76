"""Cosine similarity of one text with all phrasings at once, on weighted features (TF-IDF)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.words import Stems

Floats = NDArray[np.float32]

COMMON = 0.2
"""Share of phrasings above which a feature ("the", "what i") is passed over: it tells nothing apart, and
such features are most of the work."""


class Postings:
    """Which phrasings hold which feature, and how much it weighs there. Rare features weigh more."""

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        counted = [Counter(text) for text in texts]
        self.size = len(counted)
        holders = Counter(feature for text in counted for feature in text)
        self._rarity = {feature: math.log((1 + self.size) / (1 + n)) + 1.0 for feature, n in holders.items()}
        self._unseen = math.log(1 + self.size) + 1.0
        most = max(10, COMMON * self.size)
        rows: dict[str, list[int]] = {feature: [] for feature, n in holders.items() if n <= most}
        values: dict[str, list[float]] = {feature: [] for feature in rows}
        for row, text in enumerate(counted):
            weights = {feature: (1 + math.log(n)) * self._rarity[feature] for feature, n in text.items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            for feature, weight in weights.items():
                if feature not in rows:
                    continue
                rows[feature].append(row)
                values[feature].append(weight / length)
        self._rows = {feature: np.array(each, dtype=np.int32) for feature, each in rows.items()}
        self._values = {feature: np.array(each, dtype=np.float32) for feature, each in values.items()}

    def similarities(self, features: Iterable[str]) -> Floats:
        """Cosine similarity, 0 to 1, with every phrasing; features never seen count against all."""
        weights = {
            feature: (1 + math.log(n)) * self._rarity.get(feature, self._unseen)
            for feature, n in Counter(features).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        known = [feature for feature in weights if feature in self._rows]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        rows = np.concatenate([self._rows[feature] for feature in known])
        values = np.concatenate([self._values[feature] * (weights[feature] / length) for feature in known])
        return np.bincount(rows, values, minlength=self.size).astype(np.float32)

    def rarity(self, feature: str) -> float:
        """How much the feature weighs."""
        return self._rarity.get(feature, self._unseen)


def word_features(words: Sequence[str], stems: Stems, learn: bool = False) -> list[str]:
    """Word stems and pairs of neighbouring stems."""
    stemmed = [stems.learn(word) if learn else stems.of(word) for word in words]
    return stemmed + [f"{one} {other}" for one, other in pairwise(stemmed)]


def letter_features(words: Sequence[str]) -> list[str]:
    """Pieces of 3 to 5 letters, with the ends of words marked."""
    pieces = []
    for word in words:
        marked = f" {word[:40]} "
        for size in (3, 4, 5):
            pieces += [marked[start : start + size] for start in range(len(marked) - size + 1)]
            if len(marked) <= size:
                break
    return pieces
