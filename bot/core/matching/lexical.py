"""Texts as vectors of what they are written with: their word stems, and the pieces of their words.

Features are hashed into a fixed number of columns (Weinberger et al. 2009), so that nothing but a table of
how rare each is has to be kept, and a question costs the same however many phrasings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
import Stemmer
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
ROWS = 1024
"""Texts whose vectors are made at once, to bound the memory of a first start."""

_NONE = np.zeros(0, np.int64)

_STEMMER = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class _Spelt:
    """What a word is made of: its stem, and the hashes of its pieces."""

    stem: str
    pieces: NDArray[np.int64]


class Lexical:
    """Turns words into vectors. `rarity` is what `learn` returns, shape (BUCKETS,).

    What a word of the content is made of is remembered; what people write is not.
    """

    def __init__(self, known: Iterable[str], rarity: Floats) -> None:
        self._known = frozenset(known)
        self._rarity = rarity
        self._spelt: dict[str, _Spelt] = {}

    @classmethod
    def learn(cls, texts: Sequence[Words]) -> tuple[Lexical, Floats, Floats]:
        """Learn from all phrasings how rare each feature is; with their vectors, as `vectors` gives them."""
        lexical = cls(chain.from_iterable(texts), np.ones(BUCKETS, np.float32))
        features = lexical._features(texts)
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
        return self._as_vectors(self._features(texts))

    def _as_vectors(
        self, features: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
    ) -> tuple[Floats, Floats]:
        found = self._table([*(words for words, _ in features), *(letters for _, letters in features)])
        return found[: len(features)], found[len(features) :]

    def _table(self, features: Sequence[NDArray[np.int64]]) -> Floats:
        found = np.empty((len(features), WIDTH), np.float32)
        for start in range(0, len(features), ROWS):
            rows = features[start : start + ROWS]
            held = np.concatenate(rows)
            row = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
            weights = self._rarity[held & (BUCKETS - 1)] * (1.0 - 2.0 * ((held >> 16) & 1))
            flat = np.bincount(row * WIDTH + (held >> 17) % WIDTH, weights, len(rows) * WIDTH)
            vectors = flat.reshape(len(rows), WIDTH)
            lengths = np.sqrt((vectors**2).sum(1, keepdims=True))
            found[start : start + ROWS] = vectors / np.where(lengths > 0, lengths, 1.0)
        return found

    def _features(self, texts: Sequence[Words]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        # The parts of one message share their words.
        spelt = {word: self._of(word) for word in set(chain.from_iterable(texts))}
        found = []
        for text in texts:
            stems = [spelt[word].stem for word in text]
            pairs = (f"{one} {other}" for one, other in pairwise(stems))
            pieces = [spelt[word].pieces for word in text]
            found.append((_hashes((*stems, *pairs)), np.concatenate([_NONE, *pieces])))
        return found

    def _of(self, word: str) -> _Spelt:
        spelt = self._spelt.get(word)
        if spelt is None:
            stem = str(_STEMMER.stemWord(word)) if len(word) <= LONGEST else word[:LONGEST]
            spelt = _Spelt(stem, _hashes(_pieces(word)))
            if word in self._known:
                self._spelt[word] = spelt
        return spelt


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
