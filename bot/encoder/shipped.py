"""What a first start need not make, because it is shipped: it would take most of a minute.

`vectors-….npz` holds the meaning of each phrasing, `learned.npz` what was learned from all of them together. Both are a
cache and nothing more: a phrasing that is not there is encoded, and what was learned from other phrasings, or with
another encoder, is not looked at. To make both again after cards have changed: `python -m bot.encoder.make --learned`.
It encodes only what is not in `vectors-….npz` yet; without that file, all.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.encoder import DATA

MARK = 4
"""Columns before each vector that say which text it belongs to: `bot.core.matching.vectors`."""
STEPS = 127
LEARNED = "learned.npz"
UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile)


def array(key: str, folder: Path = DATA) -> NDArray[np.float32] | None:
    """The array under this key of the cache, if it was shipped."""
    if key.startswith("vectors-"):
        return read_vectors(folder / f"{key}.npz")
    return _learned(key, folder)


def text(key: str, folder: Path = DATA) -> str | None:
    """The text under this key of the cache, if it was shipped."""
    packed = _learned(key, folder)
    return bytes(packed).decode() if packed is not None and packed.dtype == np.uint8 else None


def _learned(key: str, folder: Path) -> NDArray[np.float32] | None:
    try:
        with (folder / LEARNED).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            found: NDArray[np.float32] = kept[key]
    except UNREADABLE:
        return None
    return found


def write_learned(
    arrays: Mapping[str, NDArray[np.float32]], texts: Mapping[str, str], folder: Path = DATA
) -> None:
    """Keep what was learned, by its keys in the cache."""
    kept: dict[str, Any] = {**arrays}
    kept |= {key: np.frombuffer(each.encode(), np.uint8) for key, each in texts.items()}
    np.savez_compressed(folder / LEARNED, **kept)


def read_vectors(path: Path) -> NDArray[np.float32] | None:
    """Marks and vectors as the disk cache keeps them, shape (texts, MARK + dimensions); None if there are none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            marks, rounded, sizes = kept["marks"], kept["vectors"], kept["sizes"]
    except UNREADABLE:
        return None
    vectors = rounded.astype(np.float32) * sizes[:, None]
    return np.hstack([marks.astype(np.float32), vectors])


def write_vectors(key: str, kept: NDArray[np.float32], folder: Path = DATA) -> None:
    """Keep marks as whole numbers and vectors in 8 bits: a quarter of the size."""
    vectors = kept[:, MARK:]
    sizes = np.abs(vectors).max(1) / STEPS
    rounded = np.rint(vectors / sizes[:, None]).astype(np.int8)
    path = folder / f"{key}.npz"
    np.savez_compressed(path, marks=kept[:, :MARK].astype(np.uint32), vectors=rounded, sizes=sizes)
