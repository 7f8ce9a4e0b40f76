"""All phrasings of the content, ready to be compared with a message: one score a label.

A label is a card or a kind of message that is not ours. Three similarities to every phrasing (words,
letters, and meaning where there is an encoder) become kernels; one ridge regression turns them into
scores of about 0 to 1. Its leave-one-out scores say how well the content tells its own phrasings apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Embeddings, Encoder
from bot.core.matching.ridge import Ridge, solve
from bot.core.matching.similarity import Postings, letter_features, word_features
from bot.core.matching.words import Stems

Floats = NDArray[np.float32]
Words = tuple[str, ...]

STRENGTH = 0.2
"""Ridge strength. Between 0.1 and 0.5 nothing measurable changes."""
LEXICAL_SHARE = 0.3
"""Weight of words and letters beside the encoder's meaning; 0.2 to 0.5 are within noise of each other."""
LEXICAL_SHARPNESS = 2.0
MEANING_SHARPNESS = 3.0
MARK = 4
"""Columns before each cached vector that say which text it belongs to."""
ROWS = 256
"""Rows of the kernel made at once, to bound the memory of a first start."""
VERSION = "2"
"""Part of the cache key: change it when the arithmetic changes."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of several texts: shape (texts, labels), and each similarity's part in them."""

    total: Floats
    words: Floats
    letters: Floats
    meaning: Floats
    likeness: Floats
    """Kernel of each text with each phrasing, shape (texts, phrasings)."""


class Index:
    """Phrasings with their labels, and the weights solved from them."""

    def __init__(
        self,
        phrasings: Sequence[Words],
        labels: Sequence[int],
        number: int,
        encoder: Encoder | None,
        embeddings: Embeddings | None,
    ) -> None:
        self.labels = np.array(labels, dtype=np.intp)
        self._encoder = encoder
        self._stems = Stems()
        self._words = Postings([word_features(words, self._stems, learn=True) for words in phrasings])
        self._letters = Postings([letter_features(words) for words in phrasings])
        self._vectors = self._embed(phrasings, embeddings)
        solved = self._solved(phrasings, number, embeddings)
        self.left_out = solved.left_out
        self._weights = solved.weights

    @property
    def vectors(self) -> Floats | None:
        """One unit vector a phrasing, shape (phrasings, dimensions); None without an encoder."""
        return self._vectors

    def scores(self, texts: Sequence[Words]) -> Scores:
        """Every text against every label."""
        words, letters = self._lexical(texts)
        meaning = self._meaning(texts)
        parts = self._kernels(words, letters, meaning)
        share = np.stack([part @ self._weights for part in parts])
        return Scores(share.sum(0), share[0], share[1], share[2], np.sum(parts, axis=0))

    def rarity(self, word: str) -> float:
        """How much a word weighs."""
        return self._words.rarity(self._stems.of(word))

    def _lexical(self, texts: Sequence[Words]) -> tuple[Floats, Floats]:
        words = np.stack([self._words.similarities(word_features(text, self._stems)) for text in texts])
        letters = np.stack([self._letters.similarities(letter_features(text)) for text in texts])
        return words, letters

    def _meaning(self, texts: Sequence[Words]) -> Floats | None:
        if self._encoder is None or self._vectors is None:
            return None
        vectors = self._encoder.encode([" ".join(text) for text in texts])
        return np.asarray(vectors @ self._vectors.T, dtype=np.float32)

    def _kernels(
        self, words: Floats, letters: Floats, meaning: Floats | None
    ) -> tuple[Floats, Floats, Floats]:
        lexical_share = 1.0 if meaning is None else LEXICAL_SHARE
        lexical = lexical_share * np.exp(LEXICAL_SHARPNESS * ((words + letters) / 2 - 1))
        # Shared out by size, so that `--explain` can say how much was words and how much was letters.
        part = words / np.maximum(words + letters, 1e-6)
        if meaning is None:
            return lexical * part, lexical * (1 - part), np.zeros_like(lexical)
        return (
            lexical * part,
            lexical * (1 - part),
            (1 - lexical_share) * np.exp(MEANING_SHARPNESS * (meaning - 1)),
        )

    def _embed(self, phrasings: Sequence[Words], embeddings: Embeddings | None) -> Floats | None:
        """Vectors of all phrasings; only texts that were not there at the last start are encoded."""
        if self._encoder is None:
            return None
        texts = [" ".join(words) for words in phrasings]
        marks = np.array([_mark(text) for text in texts])
        key = _key("vectors", self._encoder.digest)
        kept = embeddings.get(key) if embeddings is not None else None
        vectors = np.zeros((0, 0), dtype=np.float32)
        known: dict[tuple[float, ...], int] = {}
        if kept is not None and kept.ndim == 2 and kept.shape[1] > MARK:
            known = {tuple(mark): row for row, mark in enumerate(kept[:, :MARK].tolist())}
            vectors = kept[:, MARK:]
        rows = [known.get(tuple(mark), -1) for mark in marks.tolist()]
        missing = [at for at, row in enumerate(rows) if row < 0]
        if not missing:
            return np.ascontiguousarray(vectors[rows])
        fresh = self._encoder.encode([texts[at] for at in missing])
        found = np.zeros((len(texts), fresh.shape[1]), dtype=np.float32)
        found[missing] = fresh
        there = [at for at, row in enumerate(rows) if row >= 0]
        if there:
            found[there] = vectors[[rows[at] for at in there]]
        if embeddings is not None:
            embeddings.put(key, np.concatenate([marks, found], axis=1, dtype=np.float32))
        return found

    def _solved(self, phrasings: Sequence[Words], number: int, embeddings: Embeddings | None) -> Ridge:
        digest = self._encoder.digest if self._encoder is not None else "none"
        settings = f"{VERSION} {STRENGTH} {LEXICAL_SHARE} {LEXICAL_SHARPNESS} {MEANING_SHARPNESS} {number}"
        texts = (f"{label} {' '.join(words)}" for label, words in zip(self.labels, phrasings, strict=True))
        key = _key("weights", digest, settings, *texts)
        kept = embeddings.get(key) if embeddings is not None else None
        if kept is not None and kept.shape == (2, len(phrasings), number):
            return Ridge(kept[0], kept[1])
        solved = solve(self._kernel(phrasings), self.labels, number, STRENGTH)
        if embeddings is not None:
            embeddings.put(key, np.stack([solved.weights, solved.left_out]))
        return solved

    def _kernel(self, phrasings: Sequence[Words]) -> Floats:
        """All phrasings against all, a few rows at a time: the whole matrix is held only once."""
        kernel = np.empty((len(phrasings), len(phrasings)), dtype=np.float32)
        for start in range(0, len(phrasings), ROWS):
            rows = slice(start, start + ROWS)
            words, letters = self._lexical(phrasings[rows])
            meaning = None if self._vectors is None else self._vectors[rows] @ self._vectors.T
            kernel[rows] = np.sum(self._kernels(words, letters, meaning), axis=0)
        return kernel


def _mark(text: str) -> list[float]:
    """A text's hash as numbers that a float32 holds exactly."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return [float(int.from_bytes(digest[at : at + 3], "big")) for at in range(0, 3 * MARK, 3)]


def _key(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()
