"""The encoder run by onnxruntime, one text at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.core.encoding import WALL
from bot.encoder import MODEL_FILE, TOKENIZER_FILE

LONGEST = 64
"""Word pieces per text; what follows is cut. The engine hands in sentences and windows, not stories."""
SHORTER = 24
"""The same for a wall of text, and for each of its parts: a window of 20 ordinary words has about 26."""
DIMENSIONS = 384
MANY = 100
"""Texts from which all cores are used."""
KEPT = 8
"""Texts whose pieces are kept: parts of a message are asked for after the message itself."""

CPU_INFO = Path("/proc/cpuinfo")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as the model reads it."""

    vector: Floats
    """Its unit vector, shape (DIMENSIONS,)."""
    states: Floats
    """One vector a word piece, and one each for the text's start and end; shape (pieces, DIMENSIONS)."""
    starts: tuple[int, ...]
    """Where in the text each of these starts, in characters; -1 for the text's start and end."""
    end: int
    """How much of the text was read, in characters."""


def adds_exactly() -> bool:
    """Whether the processor adds 8-bit products in 32 bits (VNNI). Where that cannot be known, no."""
    try:
        return "vnni" in CPU_INFO.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


class OnnxEncoder:
    """Text to unit vectors of DIMENSIONS numbers."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.digest = digest
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The arena would keep the memory of the longest text for good, and saves no time on texts so short.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        if not adds_exactly():
            # 8-bit products would be added in 16 bits, which overflow: vectors, and with them what is answered, would
            # depend on the machine. Exact sums take twice as long there.
            options.add_session_config_entry("session.x64quantprecision", "1")
        path = str(folder / MODEL_FILE)
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._recent: dict[int, _Read] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text: shape (number of texts, DIMENSIONS)."""
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        # A whole content folder may use all cores, once; a question never uses more than one.
        if len(texts) < MANY:
            for row, text in enumerate(texts):
                vectors[row] = self._remembered(text).vector
            return vectors
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, read in enumerate(pool.map(self._read, texts)):
                vectors[row] = read.vector
        return vectors

    def encode_parts(self, words: Sequence[str], parts: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """One unit vector for each part of a text, a run of its words from one number up to another, as it is read
        within the text ("late chunking": Günther et al. 2024): shape (number of parts, DIMENSIONS). A part beyond
        what is read of the text is read alone."""
        read = self._remembered(" ".join(words))
        ends = [0, *accumulate(len(word) + 1 for word in words)]
        vectors = np.empty((len(parts), DIMENSIONS), dtype=np.float32)
        for row, (first, last) in enumerate(parts):
            if ends[last] > read.end:
                longest = SHORTER if ends[-1] > WALL else LONGEST
                vectors[row] = self._remembered(" ".join(words[first:last]), longest).vector
                continue
            chosen = [
                at for at, start in enumerate(read.starts) if start < 0 or ends[first] <= start < ends[last]
            ]
            mean = read.states[chosen].mean(0)
            vectors[row] = mean / np.linalg.norm(mean)
        return vectors

    def _remembered(self, text: str, longest: int = LONGEST) -> _Read:
        # What is kept is numbers under a hash, never text.
        key = hash((text, longest))
        read = self._recent.get(key)
        if read is None:
            while len(self._recent) >= KEPT:
                del self._recent[next(iter(self._recent))]
            read = self._recent[key] = self._read(text, longest)
        return read

    def _read(self, text: str, longest: int = LONGEST) -> _Read:
        # Each text alone: 8 bits are shared out among all that runs together, so its vector would depend on the others.
        # A word has at least one piece: of a wall of text the rest would be split in vain.
        longest = SHORTER if len(text) > WALL else longest
        pieces = self._tokenizer.encode(" ".join(text.split(" ", longest)[:longest]))
        kept = [*range(min(len(pieces), longest) - 1), len(pieces) - 1]  # the last one ends the text
        vectors, states = self._session.run(
            ["vectors", "states"], {"ids": np.array([pieces.ids], dtype=np.int64)[:, kept]}
        )
        special = pieces.special_tokens_mask
        starts = tuple(-1 if special[at] else pieces.offsets[at][0] for at in kept)
        is_whole = len(kept) == len(pieces) and not pieces.overflowing
        end = len(text) if is_whole else max(pieces.offsets[at][1] for at in kept)
        return _Read(vectors[0], states[0], starts, end + 1)
