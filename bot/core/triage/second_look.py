"""A second look for danger: does a message sound like what people write in an emergency?

The rules come first and stand alone; this adds recall where nobody thought of the words. The sentence
encoder compares a message with what people say in danger and what they say when all is well
(`_in_danger.yaml`, and all phrasings that the matching engine has read); kernel ridge regression on landmarks
(Nyström: Williams and Seeger 2001) weighs both. The threshold is learned from the loaded content, as
the score that so many calm messages in a thousand would pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Embeddings, Encoder, Vectors
from bot.core.library import Library
from bot.core.normalise import normalise, sentences, words

CALM_LANDMARKS = 600
WIDTH = 4.0
"""Of the kernel exp(WIDTH × (cosine − 1))."""
PENALTY = 1.0
FALSE_ALARMS = 0.002
"""Share of calm messages that may pass: 2 in 1,000, judged on messages left out of the fit."""
FOLDS = 5
MOST_WINDOWS = 10
SEED = 20261123


class Watch(Protocol):
    """What finds red flags: the rules, or the rules with a second look."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""


class SecondLook:
    """Likeness to what people say in danger."""

    def __init__(
        self, library: Library, encoder: Encoder, phrasings: Vectors, embeddings: Embeddings | None = None
    ) -> None:
        """Learn from the library; `phrasings` are the vectors of calm messages that were read already."""
        self._encoder = encoder
        said = [(flag, text) for flag, texts in library.in_danger.items() for text in texts]
        said += [(flag.id, text) for flag in library.red_flags.flags for text in flag.examples]
        self._flags = [flag for flag, _ in said]
        texts = [*(text for _, text in said), *library.calm]
        vectors = _kept(encoder, embeddings, [plain(normalise(text)) for text in texts])
        self._danger = vectors[: len(said)]
        settings = f"{WIDTH} {PENALTY} {FALSE_ALARMS} {FOLDS} {CALM_LANDMARKS}"
        key = _key("weights", library.digest, encoder.digest, settings)
        self._fit(self._danger, np.vstack([vectors[len(said) :], phrasings]), embeddings, key)

    def flag(self, text: str) -> str | None:
        """The flag that a message sounds like, or None if it does not sound like danger."""
        read = [plain(window) for window in windows(normalise(text))]
        if not read:
            return None
        vectors = self._encoder.encode(read)
        scores = _kernel(vectors, self._landmarks) @ self._weights
        worst = int(scores.argmax())
        if scores[worst] <= self.threshold:
            return None
        nearest = self._danger @ vectors[worst]
        votes: dict[str, float] = {}
        for at in np.argsort(-nearest)[:5]:
            votes[self._flags[at]] = votes.get(self._flags[at], 0.0) + float(nearest[at]) ** 4
        return max(votes, key=lambda flag: votes[flag])

    def _fit(self, danger: Vectors, safe: Vectors, embeddings: Embeddings | None, key: str) -> None:
        self._landmarks = _landmarks(danger, safe)
        solved = embeddings.get(key) if embeddings is not None else None
        if solved is None or solved.shape != (len(self._landmarks) + 1,):
            threshold = self._calm_threshold(danger, safe)
            solved = np.append(_weights(danger, safe, self._landmarks), threshold).astype(np.float32)
            if embeddings is not None:
                embeddings.put(key, solved)
        self._weights, self.threshold = solved[:-1], float(solved[-1])

    def _calm_threshold(self, danger: Vectors, safe: Vectors) -> float:
        """The score that only so many calm messages pass, each judged by a fit that it was left out of."""
        shuffled = np.random.default_rng(SEED).permutation(len(safe))
        left_out = np.empty(len(safe), np.float32)
        for fold in range(FOLDS):
            out = shuffled[fold::FOLDS]
            inside = np.setdiff1d(shuffled, out)
            landmarks = _landmarks(danger, safe[inside])
            left_out[out] = _kernel(safe[out], landmarks) @ _weights(danger, safe[inside], landmarks)
        return float(np.quantile(left_out, 1 - FALSE_ALARMS))


class TwoLooks:
    """The rules, and where they find nothing the second look. A second look that fails is not missed."""

    def __init__(self, rules: Watch, second: SecondLook) -> None:
        self._rules = rules
        self._second = second

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""
        found = self._rules.flags(text, weakened=weakened)
        if found:
            return found
        flag = self._second.flag(text)
        return (flag,) if flag else ()


def plain(normalised: str) -> str:
    """The words alone, as the engine compares them."""
    return " ".join(words(normalised))


def windows(normalised: str) -> list[str]:
    """The whole message if it is short, else its sentences, neighbours put together to at most ten."""
    parts = list(sentences(normalised))
    if len(words(normalised)) <= 30 or len(parts) <= 1:
        return [normalised] if parts else []
    each = -(-len(parts) // MOST_WINDOWS)
    joined = [" ".join(parts[start : start + each]) for start in range(0, len(parts), each)]
    return [normalised, *joined] if len(joined) < MOST_WINDOWS else joined


def _landmarks(danger: Vectors, safe: Vectors) -> Vectors:
    chosen = np.random.default_rng(SEED).permutation(len(safe))[:CALM_LANDMARKS]
    return np.vstack([danger, safe[chosen]])


def _weights(danger: Vectors, safe: Vectors, landmarks: Vectors) -> NDArray[np.float32]:
    weight = np.float32(np.sqrt(len(safe) / max(1, len(danger))))
    left = _kernel(danger, landmarks)
    right = _kernel(safe, landmarks)
    gram = weight * (left.T @ left) + right.T @ right + PENALTY * _kernel(landmarks, landmarks)
    target = weight * left.sum(0) - right.sum(0)
    gram[np.diag_indices_from(gram)] += 1e-3
    return np.linalg.solve(gram.astype(np.float64), target).astype(np.float32)


def _kernel(one: Vectors, other: Vectors) -> Vectors:
    likeness: Vectors = np.exp(WIDTH * (one @ other.T - 1)).astype(np.float32)
    return likeness


def _kept(encoder: Encoder, embeddings: Embeddings | None, texts: Sequence[str]) -> Vectors:
    key = _key("vectors", encoder.digest, *texts)
    vectors = embeddings.get(key) if embeddings is not None else None
    if vectors is None or len(vectors) != len(texts):
        batches = [encoder.encode(texts[at : at + 64]) for at in range(0, len(texts), 64)]
        vectors = np.vstack(batches)
        if embeddings is not None:
            embeddings.put(key, vectors)
    return vectors


def _key(*parts: str) -> str:
    return "danger-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
