"""Stand-ins: an engine and a triage that say what a test tells them, a small encoder, a cache in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Vectors
from bot.core.model import Context, Decision


@dataclass
class SaidEngine:
    """Decides what it is told, and notes the context that it was given."""

    decision: Decision
    contexts: list[Context] = field(default_factory=list)

    def decide(self, text: str, context: Context | None = None) -> Decision:
        self.contexts.append(context or Context())
        return self.decision


class BrokenEngine:
    """An engine that fails, whatever it is asked."""

    def decide(self, text: str, context: Context | None = None) -> Decision:
        raise RuntimeError("broken")


@dataclass
class SaidTriage:
    """Finds the flags that it is told to find."""

    found: tuple[str, ...] = ()

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        return self.found


class BrokenTriage:
    """A triage that fails, whatever it reads."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        raise RuntimeError("broken")


class LetterEncoder:
    """An encoder that counts letters: enough to tell fire from flowers."""

    digest = "letters"

    def encode(self, texts: Sequence[str]) -> Vectors:
        counts = np.array(
            [[text.count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        )
        vectors: Vectors = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
        return vectors

    def encode_parts(self, words: Sequence[str], parts: Sequence[tuple[int, int]]) -> Vectors:
        return self.encode([" ".join(words[first:last]) for first, last in parts])


@dataclass
class Kept:
    """Keeps in memory what the disk cache keeps on disk."""

    arrays: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> NDArray[np.float32] | None:
        return self.arrays.get(key)

    def put(self, key: str, vectors: NDArray[np.float32]) -> None:
        self.arrays[key] = vectors

    def get_text(self, key: str) -> str | None:
        return self.texts.get(key)

    def put_text(self, key: str, text: str) -> None:
        self.texts[key] = text
