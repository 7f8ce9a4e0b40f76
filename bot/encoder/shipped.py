"""Meaning vectors of the packaged phrasings, so that a first start need not make them: a third of a minute saved.

They are a cache and nothing more: a phrasing that is not among them is encoded, and a file made with another encoder
is not looked at. To make the file again after many cards have changed: `python -m bot.encoder.make --vectors`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.encoder import DATA

MARK = 4
"""Columns before each vector that say which text it belongs to: `bot.core.matching.vectors`."""
STEPS = 127


def path_of(key: str, folder: Path = DATA) -> Path:
    """Where the arrays under this key lie, if they were shipped."""
    return folder / f"{key}.npz"


def read(path: Path) -> NDArray[np.float32] | None:
    """Marks and vectors as the disk cache keeps them, shape (texts, MARK + dimensions); None if there are none."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            marks, rounded, sizes = kept["marks"], kept["vectors"], kept["sizes"]
    except (OSError, ValueError, KeyError):
        return None
    vectors = rounded.astype(np.float32) * sizes[:, None]
    return np.hstack([marks.astype(np.float32), vectors])


def write(path: Path, kept: NDArray[np.float32]) -> None:
    """Keep marks as whole numbers and vectors in 8 bits: a quarter of the size."""
    vectors = kept[:, MARK:]
    sizes = np.abs(vectors).max(1) / STEPS
    rounded = np.rint(vectors / sizes[:, None]).astype(np.int8)
    np.savez_compressed(path, marks=kept[:, :MARK].astype(np.uint32), vectors=rounded, sizes=sizes)
