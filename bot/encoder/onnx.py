"""The encoder run by onnxruntime, one text at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.encoder import MODEL_FILE, TOKENIZER_FILE

LONGEST = 64
"""Word pieces per text; what follows is cut. The engine hands in sentences and windows, not stories."""
DIMENSIONS = 384
MANY = 100
"""Texts from which all cores are used."""


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
        options.log_severity_level = 3
        path = str(folder / MODEL_FILE)
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text: shape (number of texts, DIMENSIONS)."""
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        # A whole content folder may use all cores, once; a question never uses more than one.
        if len(texts) < MANY:
            for row, text in enumerate(texts):
                vectors[row] = self._encoded(text)
            return vectors
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, vector in enumerate(pool.map(self._encoded, texts)):
                vectors[row] = vector
        return vectors

    def _encoded(self, text: str) -> NDArray[np.float32]:
        # Each text alone: 8 bits are shared out among all that runs together, so its vector would depend on the others.
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: NDArray[np.float32] = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})[
            0
        ][0]
        return vector
