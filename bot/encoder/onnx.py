"""The encoder run by onnxruntime on one thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
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
"""Texts from which they are run together, on all cores."""
TOGETHER = 32
"""Texts per run, so that the memory for one run stays small."""


class OnnxEncoder:
    """Text to unit vectors of DIMENSIONS numbers."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.digest = digest
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._path = str(folder / MODEL_FILE)
        self._session = self._started(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text: shape (number of texts, DIMENSIONS)."""
        # A whole content folder may use all cores, once; a question never uses more than one.
        if len(texts) < MANY:
            return self._one_by_one(texts)
        session = self._started(os.cpu_count() or 1)
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))
        vectors = np.zeros((len(pieces), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(order), TOGETHER):
            chosen = order[start : start + TOGETHER]
            width = max(len(pieces[index]) for index in chosen)
            ids = np.zeros((len(chosen), width), dtype=np.int64)
            mask = np.zeros((len(chosen), width), dtype=np.int64)
            for row, index in enumerate(chosen):
                ids[row, : len(pieces[index])] = pieces[index]
                mask[row, : len(pieces[index])] = 1
            vectors[chosen] = session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return vectors

    def _one_by_one(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # A few texts of different lengths: filling the short ones up would cost more than running each alone.
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
            vectors[row] = self._session.run(["vectors"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return vectors

    def _started(self, threads: int) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The arena keeps the largest run's memory for good. That is little for one text, and makes a long one a third
        # quicker; for a whole content folder it would be much.
        options.enable_cpu_mem_arena = threads == 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(self._path, options, providers=["CPUExecutionProvider"])
