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
