"""Texts as vectors of what they are written with: their word stems, and the pieces of their words.

Features are hashed into a fixed number of columns (Weinberger et al. 2009), so that nothing but a table of
how rare each is has to be kept, and a question costs the same however many phrasings there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Words = tuple[str, ...]

WIDTH = 512
"""Columns: few enough to learn in a second, many enough that features rarely share one."""
BUCKETS = 1 << 16
"""Rows of the table of rarities; features that share a row by chance share their rarity."""
COMMON = 0.2
"""Share of phrasings above which a feature ("the", "what i") is passed over: it tells nothing apart."""
LONGEST = 40
"""Letters of a word that are looked at."""

_STEMMER = snowballstemmer.stemmer("english")


class Lexical:
    """Turns words into vectors. `rarity` is what `learn` returns, shape (BUCKETS,).

    What a word of the content is made of is remembered; what people write is not.
    """

    def __init__(self, known: Iterable[str], rarity: Floats) -> None:
        self._known = frozenset(known)
        self._rarity = rarity
        self._stems: dict[str, str] = {}
        self._pieces: dict[str, NDArray[np.int64]] = {}

    @classmethod
    def learn(cls, texts: Sequence[Words]) -> tuple[Lexical, Floats, Floats]:
        """Learn from all phrasings how rare each feature is; with their vectors, as `vectors` gives them."""
        lexical = cls((word for text in texts for word in text), np.ones(BUCKETS, np.float32))
        features = [lexical._features(text) for text in texts]
        holders = np.zeros(BUCKETS, np.int64)
        for kinds in features:
            for found in kinds:
                holders[np.unique(found & (BUCKETS - 1))] += 1
        rarity = np.log((1 + len(texts)) / (1 + holders)) + 1.0
        # A content folder of a dozen phrasings needs all its words.
        rarity[holders > max(10, COMMON * len(texts))] = 0.0
        lexical._rarity = rarity.astype(np.float32)
        return lexical, *lexical._as_vectors(features)

    @property
    def rarity(self) -> Floats:
        """How much each bucket of features weighs."""
        return self._rarity

    def vectors(self, texts: Sequence[Words]) -> tuple[Floats, Floats]:
        """Unit vectors of the texts by their words and by their letters, shape (texts, WIDTH) each."""
        return self._as_vectors([self._features(text) for text in texts])

    def _as_vectors(
        self, features: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
    ) -> tuple[Floats, Floats]:
        words = np.zeros((len(features), WIDTH), np.float32)
        letters = np.zeros((len(features), WIDTH), np.float32)
        for row, (stems, pieces) in enumerate(features):
            words[row] = self._vector(stems)
            letters[row] = self._vector(pieces)
        return words, letters

    def _features(self, text: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        stems = [self._stem(word) for word in text]
        pairs = (f"{one} {other}" for one, other in pairwise(stems))
        pieces = [self._pieces_of(word) for word in text]
        return (
            _hashes((*stems, *pairs)),
            np.concatenate(pieces) if pieces else np.zeros(0, np.int64),
        )

    def _vector(self, features: NDArray[np.int64]) -> Floats:
        weights = self._rarity[features & (BUCKETS - 1)]
        signs = 1.0 - 2.0 * ((features >> 16) & 1)
        vector = np.bincount((features >> 17) % WIDTH, weights * signs, WIDTH)
        length = math.sqrt(float(vector @ vector))
        return (vector / length if length else vector).astype(np.float32)

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            stem = str(_STEMMER.stemWord(word)) if len(word) <= LONGEST else word[:LONGEST]
            if word in self._known:
                self._stems[word] = stem
        return stem

    def _pieces_of(self, word: str) -> NDArray[np.int64]:
        pieces = self._pieces.get(word)
        if pieces is None:
            pieces = _hashes(_pieces(word))
            if word in self._known:
                self._pieces[word] = pieces
        return pieces


def _pieces(word: str) -> Iterator[str]:
    """Pieces of 3 to 5 letters, with the ends of the word marked."""
    marked = f" {word[:LONGEST]} "
    for size in (3, 4, 5):
        for start in range(max(1, len(marked) - size + 1)):
            yield marked[start : start + size]
        if len(marked) <= size:
            break


def _hashes(features: Iterable[str]) -> NDArray[np.int64]:
    return np.array([crc32(feature.encode("utf-8", "replace")) for feature in features], np.int64)
