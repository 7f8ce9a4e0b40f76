"""Texts are compared with the phrasings of the labels that are likeliest."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching import nearest
from bot.core.matching.nearest import Nearest

VECTORS = np.array([[1.0, 0.0], [0.99, 0.141], [0.0, 1.0], [0.6, 0.8]], np.float32)
LABELS = np.array([0, 0, 0, 2], np.intp)
NUMBERS = np.array([7, 3, 5, 9], np.intp)
EVEN = np.full((1, 3), 1 / 3, np.float32)


def compared() -> Nearest:
    return Nearest(VECTORS, NUMBERS, LABELS, 3)


def test_the_best_cosine_counts_and_a_label_without_phrasings_has_none() -> None:
    found = compared().likeness(np.array([[0.0, 1.0]], np.float32), EVEN)
    assert found[0].tolist() == pytest.approx([1.0, -1.0, 0.8])


def test_a_phrasing_is_not_compared_with_itself() -> None:
    found = compared().left_out(np.repeat(EVEN, 4, 0))
    assert found[2].tolist() == pytest.approx([0.141, -1.0, 0.8], abs=1e-3)


def test_a_text_is_not_compared_with_a_label_that_is_unlikely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "MOST", 1)
    chances = np.array([[0.2, 0.5, 0.3]], np.float32)
    assert compared().likeness(np.array([[0.0, 1.0]], np.float32), chances)[0].tolist() == pytest.approx(
        [-1.0, -1.0, 0.8]
    )
    assert compared().left_out(np.repeat(chances, 4, 0))[2].tolist() == pytest.approx([-1.0, -1.0, 0.8])


def test_the_nearest_phrasing_of_a_label_goes_by_the_contents_number() -> None:
    assert compared().of(0, np.array([0.1, 0.99], np.float32)) == 5


def test_vectors_of_16_bits_give_nearly_the_same_cosines() -> None:
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(12, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    numbers, labels = np.arange(12), np.repeat(np.arange(4), 3)
    whole, halved = (Nearest(kept, numbers, labels, 4) for kept in (vectors, vectors.astype(np.float16)))
    chances = np.full((12, 4), 0.25, np.float32)
    assert np.abs(whole.likeness(vectors, chances) - halved.likeness(vectors, chances)).max() < 0.001
