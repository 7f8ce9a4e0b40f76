"""What is kept on disk from one start to the next, by the hash of what it came from."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.encoder import shipped

KEPT = 24
"""Files kept; the ones longest unused go first."""


class DiskCache:
    """Keeps arrays as .npy files and texts as .json files in one folder. A cache that cannot be read or written is no
    cache."""

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
            return shipped.array(key)
        return kept if kept.dtype == np.float32 else None

    def put(self, key: str, vectors: NDArray[np.float32]) -> None:
        """Keep an array; where the disk refuses, nothing is kept and nothing is raised."""
        self._write(f"{key}.npy", lambda file: np.save(file, vectors, allow_pickle=False))

    def get_text(self, key: str) -> str | None:
        """The text under this key, from the folder or shipped with the bot, or None."""
        path = self._folder / f"{key}.json"
        try:
            text = path.read_text("utf-8")
            path.touch()
        except (OSError, ValueError):
            return shipped.text(key)
        return text

    def put_text(self, key: str, text: str) -> None:
        """Keep a text of the content; where the disk refuses, nothing is kept and nothing is raised."""
        self._write(f"{key}.json", lambda file: file.write(text.encode("utf-8", "replace")))

    def _write(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        path = self._folder / name
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                write(file)
            part.replace(path)
            self._clear_out()
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _clear_out(self) -> None:
        kept = [*self._folder.glob("*.npy"), *self._folder.glob("*.json")]
        for file in sorted(kept, key=lambda file: file.stat().st_mtime, reverse=True)[KEPT:]:
            file.unlink(missing_ok=True)
