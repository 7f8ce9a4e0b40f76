"""Arrays kept on disk from one start to the next, by the hash of what they came from."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.encoder import shipped

KEPT = 24
"""Files kept; the ones longest unused go first."""


class DiskCache:
    """Keeps arrays as .npy files in one folder. A cache that cannot be read or written is no cache."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> NDArray[np.float32] | None:
        """The array under this key, from the folder or shipped with the bot, or None. It stays on disk until it
        is looked at."""
        path = self._folder / f"{key}.npy"
        try:
            kept: NDArray[np.float32] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            path.touch()
        except (OSError, ValueError, EOFError):
            return shipped.read(shipped.path_of(key))
        return kept if kept.dtype == np.float32 else None

    def put(self, key: str, vectors: NDArray[np.float32]) -> None:
        """Keep an array; where the disk refuses, nothing is kept and nothing is raised."""
        path = self._folder / f"{key}.npy"
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                np.save(file, vectors, allow_pickle=False)
            part.replace(path)
            self._clear_out()
        except OSError:
            part.unlink(missing_ok=True)

    def _clear_out(self) -> None:
        files = sorted(self._folder.glob("*.npy"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[KEPT:]:
            file.unlink(missing_ok=True)
