"""What a first start need not make is found under its key in the cache, or quietly not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.content.library import load_library, packaged_intents
from bot.core.matching.preparation import Preparation
from bot.core.matching.vectors import embedded
from bot.encoder import load, shipped
from bot.encoder.cache import DiskCache


def test_what_was_learned_is_found_by_its_key(tmp_path: Path) -> None:
    weights = np.arange(6, dtype=np.float32).reshape(2, 3)
    shipped.write_learned({"weights-1": weights}, {"readings-1": "naïve roses"}, tmp_path)
    found = shipped.array("weights-1", tmp_path)
    assert found is not None
    assert found.tolist() == weights.tolist()
    assert shipped.text("readings-1", tmp_path) == "naïve roses"
    assert shipped.array("weights-2", tmp_path) is None
    assert shipped.text("weights-1", tmp_path) is None


def test_vectors_are_shipped_in_eight_bits(tmp_path: Path) -> None:
    marks = np.array([[1.0, 2.0, 3.0, 16_777_215.0]], np.float32)
    vectors = np.array([[0.6, -0.8, 0.0]], np.float32)
    shipped.write_vectors("vectors-1", np.hstack([marks, vectors]), tmp_path)
    found = shipped.array("vectors-1", tmp_path)
    assert found is not None
    assert found[:, : shipped.MARK].tolist() == marks.tolist()
    assert found[:, shipped.MARK :] == pytest.approx(vectors, abs=0.8 / shipped.STEPS)


@pytest.mark.parametrize("name", [shipped.LEARNED, "vectors-1.npz"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 not a zip")
    assert shipped.array("weights-1", tmp_path) is None
    assert shipped.array("vectors-1", tmp_path) is None
    assert shipped.text("readings-1", tmp_path) is None


def test_the_shipped_meaning_of_a_phrasing_is_what_this_processor_makes_of_it(tmp_path: Path) -> None:
    encoder, why_not = load()
    assert encoder is not None, why_not
    cache = DiskCache(tmp_path)
    phrasings = Preparation(load_library(packaged_intents()), cache).phrasings
    words = [phrasing.words for phrasing in phrasings[::200] if phrasing.words]
    there = embedded(words, encoder, cache)
    made = encoder.encode([" ".join(each) for each in words])
    alike = (there * made).sum(1) / np.linalg.norm(there, axis=1)
    # Another kind of processor rounds one text in a hundred to the other side; products that overflow move every text.
    assert np.mean(alike > 0.9995) > 0.95
    assert alike.min() > 0.98
