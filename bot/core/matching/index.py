"""All phrasings of the content, ready to be compared with a message: one score a label.

A label is a card, a kind of message that is not ours, or a red flag. Two things make a label's score: its chance by
a classifier of the message's meaning, words and letters, and the message's likeness to the label's nearest phrasing in
a measure learned from the content. Left-out scores say how well the content tells its own phrasings apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Cache, Encoder
from bot.core.matching import telling
from bot.core.matching.lexical import COMMON, WIDTH, Lexical
from bot.core.matching.metric import DIMENSIONS, FOR_EACH_LABEL, SHRINKAGE, projected, projection
from bot.core.matching.nearest import MOST, Nearest
from bot.core.matching.scores import NEAR, SHARPNESS, LeftOut, Scores, Text, closeness
from bot.core.matching.softmax import MOST_PENALTY, PENALTY, RATE, ROUNDS, chances, fit, held_out
from bot.core.matching.vectors import embedded
from bot.core.matching.words import run_of

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
Words = tuple[str, ...]

LEXICAL = 0.45
"""Size of words and letters beside meaning; 0.35 to 0.8 are within noise of each other, and few phrasings want less."""
CONSTANT = 0.3
"""Size of the constant among the features."""
KEPT = 32
"""Texts whose scores are kept for the second reader of the same message."""
VERSION = "14"
"""Part of the cache key: change it when the arithmetic changes."""
CHOSEN = (
    VERSION,
    LEXICAL,
    PENALTY,
    MOST_PENALTY,
    RATE,
    ROUNDS,
    NEAR,
    SHARPNESS,
    CONSTANT,
    WIDTH,
    COMMON,
    DIMENSIONS,
    FOR_EACH_LABEL,
    SHRINKAGE,
    MOST,
)
"""All that decides what is learned from the same phrasings."""


class Index:
    """Phrasings with their labels, and what was learned from them."""

    def __init__(
        self,
        phrasings: Sequence[Words],
        labels: Sequence[int],
        number: int,
        encoder: Encoder | None,
        cache: Cache | None,
        judged: int | None = None,
        aside: Callable[[], tuple[Rows, Rows]] | None = None,
    ) -> None:
        """`labels` is the label of each phrasing, `number` how many labels there are. Labels from `judged` on are
        judged by the classifier alone: nobody asks which of their phrasings is nearest, and to compare takes long.

        `aside` gives, where it is learned, the numbers of the phrasings that are only told beside a question, and of
        those that ask without the words of one ("knees like balloons")."""
        self.labels = np.array(labels, dtype=np.intp)
        self._phrasings = phrasings
        self._encoder = encoder
        self._cache = cache
        self._number = number
        self._judged = number if judged is None else judged
        self._aside = aside
        order = np.argsort(self.labels, kind="stable")
        self._order = order[self.labels[order] < self._judged]  # of what a text is compared with, by label
        self._left_out: LeftOut | None = None
        digest = encoder.digest if encoder is not None else "none"
        texts = (f"{label} {' '.join(words)}" for label, words in zip(labels, phrasings, strict=True))
        self.key = _key(digest, str(CHOSEN), str(number), str(self._judged), *texts)
        kept = [self._kept(part) for part in ("rarity", "weights", "measure", "telling")]
        if any(part is None for part in kept):
            self._learn()
        else:
            rarity, self._weights, self._measure, self._telling = (part for part in kept if part is not None)
            self._lexical = Lexical(chain.from_iterable(phrasings), rarity)
            near = self._kept("near")
            if near is None:
                near = projected(self._compared()[self._order], self._measure)
                self._keep("near", near)
            self._nearest = self._among(near.astype(np.float16))
        self._seen: dict[int, Text] = {}

    @property
    def has_meaning(self) -> bool:
        """Whether there is an encoder."""
        return self._encoder is not None

    def scores(self, texts: Sequence[Words], within: Words = ()) -> Scores:
        """Every text against every label; a text that is a part of another one, by what it means `within` that."""
        return self._as_scores(self._looked_at(texts, within))

    def chances(self, texts: Sequence[Words], within: Words = ()) -> Floats:
        """The chance of every label for every text by the classifier alone, which is quicker; shape (texts, labels)."""
        return np.stack([text.parts.sum(0) for text in self._looked_at(texts, within)])

    def quick(self, texts: Sequence[Words]) -> Floats:
        """Scores by words and letters alone, without the encoder."""
        words, letters = self._lexical.vectors(texts)
        return chances(np.asarray(LEXICAL * (words + letters) @ self._weights[-WIDTH:], np.float32))

    def left_out(self) -> LeftOut:
        """Every phrasing judged by the content without it."""
        if self._left_out is not None:
            return self._left_out
        total, chances = self._kept("left_out"), self._kept("left_out_chances")
        return self._learn() if total is None or chances is None else LeftOut(total, chances)

    def forget(self) -> None:
        """Let go of the phrasings: `left_out` has to be asked for before."""
        self._phrasings = ()

    def nearest(self, label: int, text: Words) -> int:
        """The number of the label's phrasing that is nearest to a text."""
        return self._nearest.of(label, self._comparable(*self._read([text]))[0])

    def _read(self, texts: Sequence[Words], within: Words = ()) -> tuple[Floats, Floats, Floats]:
        """Vectors of the texts: words, letters, and meaning, which is empty without an encoder."""
        words, letters = self._lexical.vectors(texts)
        if self._encoder is None:
            return words, letters, np.zeros((len(texts), 0), np.float32)
        runs = [run_of(text, within) for text in texts]
        alone = [" ".join(text) for text, run in zip(texts, runs, strict=True) if run is None]
        meaning = iter(self._encoder.encode(alone)) if alone else iter(())
        parts = [run for run in runs if run is not None]
        inside = iter(self._encoder.encode_parts(within, parts)) if parts else iter(())
        return words, letters, np.stack([next(meaning if run is None else inside) for run in runs])

    def _looked_at(self, texts: Sequence[Words], within: Words = ()) -> list[Text]:
        # Danger and question are looked for in the same parts of a message: each is computed once.
        # What is kept is numbers under a hash, never text.
        keys = [hash((text, () if text == within else within)) for text in texts]
        seen = self._seen
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in seen}
        if new:
            fresh = dict(zip(new, self._classified(*self._read(list(new.values()), within)), strict=True))
            recent = {key: seen[key] for key in [*list(seen)[-KEPT:], *keys] if key in seen}
            seen = self._seen = recent | fresh
        return [seen[key] for key in keys]

    def _classified(self, words: Floats, letters: Floats, meaning: Floats) -> list[Text]:
        """What the classifier makes of texts, by their vectors."""
        number, by_writing, constant = len(words), self._weights[-WIDTH:], self._weights[-WIDTH - 1]
        written = np.float32(LEXICAL) * (np.concatenate([words, letters]) @ by_writing)
        meant = meaning @ self._weights[: -WIDTH - 1] + np.float32(CONSTANT) * constant
        logits = np.stack([written[:number], written[number:], meant])
        # Each chance is shared out among what speaks for the label more than for others.
        speaks = np.maximum(logits - logits.mean(2, keepdims=True), 1e-6)
        parts = (chances(logits.sum(0)) * speaks / speaks.sum(0)).astype(np.float32)
        placed = self._comparable(words, letters, meaning)
        told = self._features(words + letters, meaning) @ self._telling
        return [Text(parts[:, row], placed[row], float(told[row])) for row in range(number)]

    def _as_scores(self, texts: Sequence[Text]) -> Scores:
        new = [text for text in texts if text.likeness is None]
        if new:
            found = self._nearest.likeness(
                np.stack([text.placed for text in new]), np.stack([text.parts.sum(0) for text in new])
            )
            for text, likeness in zip(new, found, strict=True):
                text.likeness = likeness
        words, letters, meaning = np.stack([text.parts for text in texts], axis=1)
        likeness = np.stack([text.likeness for text in texts if text.likeness is not None])
        return Scores(words, letters, meaning, likeness, np.array([text.told for text in texts], np.float32))

    def _comparable(self, words: Floats, letters: Floats, meaning: Floats) -> Floats:
        """Unit vectors whose product with those of the phrasings is their likeness."""
        return projected(meaning if self.has_meaning else words + letters, self._measure)

    def _learn(self) -> LeftOut:
        """Learn everything, keep it for the next start, and give the left-out scores."""
        self._lexical, words, letters = Lexical.learn(self._phrasings)
        meaning = np.zeros((len(words), 0), np.float32)
        if self._encoder is not None:
            meaning = embedded(self._phrasings, self._encoder, self._cache)
        features = self._features(words + letters, meaning)
        compared = meaning if self.has_meaning else words + letters
        del words, letters  # a quarter of a gigabyte
        self._weights = fit(features, self.labels, self._number)
        none = np.zeros(0, np.intp)
        self._telling = telling.weights(features, *(self._aside() if self._aside else (none, none)))
        self._measure = projection(compared, self.labels, self._number)
        near = projected(compared[self._order], self._measure)
        self._nearest = self._among(near.astype(np.float16))
        unseen = held_out(features, self.labels, self._number)
        likeness = np.full(unseen.shape, -1.0, np.float32)
        likeness[self._order] = self._among(near).left_out(unseen[self._order])
        left_out = LeftOut(unseen + closeness(likeness), unseen)
        for part, kept in (
            ("rarity", self._lexical.rarity),
            ("weights", self._weights),
            ("measure", self._measure),
            ("telling", self._telling),
            ("near", near),
            ("left_out", left_out.total),
            ("left_out_chances", unseen),
        ):
            self._keep(part, kept)
        if self._cache is None:
            self._left_out = left_out  # nobody else keeps it
        return left_out

    def _features(self, written: Floats, meaning: Floats) -> Floats:
        """What is learned from: the meaning of texts, a constant, and how they are written."""
        constant = np.full((len(written), 1), CONSTANT, np.float32)
        return np.hstack([meaning, constant, np.float32(LEXICAL) * written])

    def _compared(self) -> Floats:
        """What phrasings are compared by: their meaning; without an encoder, how they are written."""
        if self._encoder is not None:
            return embedded(self._phrasings, self._encoder, self._cache)
        words, letters = self._lexical.vectors(self._phrasings)
        return words + letters

    def _among(self, vectors: Floats | NDArray[np.float16]) -> Nearest:
        return Nearest(vectors, self._order, self.labels[self._order], self._number)

    def _kept(self, part: str) -> Floats | None:
        return self._cache.get(f"{part}-{self.key}") if self._cache is not None else None

    def _keep(self, part: str, array: Floats) -> None:
        if self._cache is not None:
            self._cache.put(f"{part}-{self.key}", array)


def _key(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()[:40]
