"""What the engine needs from a sentence encoder and from a store of what was computed before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

WALL = 2000
"""Characters above which a text is a wall, more than anybody types: of it less is looked at, or others would wait."""


class Encoder(Protocol):
    """Text to unit vectors."""

    digest: str
    """Changes when the vectors for the same text would change."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (texts, dimensions)."""
        ...

    def encode_parts(self, words: Sequence[str], parts: Sequence[tuple[int, int]]) -> Vectors:
        """One unit vector for each part of a text as it is read within the text, shape (parts, dimensions). A part is a
        run of the text's words, from one number up to another."""
        ...


class Cache(Protocol):
    """What is kept from one start to the next, by a key that is a hash of what it came from. Failing to keep something
    is no error."""

    def get(self, key: str) -> Vectors | None:
        """The array kept under this key, or None."""
        ...

    def put(self, key: str, vectors: Vectors) -> None:
        """Keep an array."""
        ...

    def get_text(self, key: str) -> str | None:
        """The text kept under this key, or None."""
        ...

    def put_text(self, key: str, text: str) -> None:
        """Keep a text: of the content, never of what somebody wrote."""
        ...
