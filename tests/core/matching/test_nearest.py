"""Texts are compared with phrasings; those that are much alike count as one."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching import nearest
from bot.core.matching.nearest import Nearest

VECTORS = np.array([[1.0, 0.0], [0.99, 0.141], [0.0, 1.0], [0.6, 0.8]], np.float32)
LABELS = np.array([0, 0, 0, 2], np.intp)
NUMBERS = np.array([7, 3, 5, 9], np.intp)


def compared() -> Nearest:
    return Nearest(VECTORS, NUMBERS, LABELS, 3)


def test_the_best_cosine_counts_and_a_label_without_phrasings_has_none() -> None:
    found = compared().likeness(np.array([[0.0, 1.0]], np.float32))
    assert found[0].tolist() == pytest.approx([1.0, -1.0, 0.8])


def test_a_phrasing_is_not_compared_with_itself() -> None:
    assert compared().left_out()[2].tolist() == pytest.approx([0.141, -1.0, 0.8], abs=1e-3)


def test_the_nearest_phrasing_of_a_label_goes_by_the_contents_number() -> None:
    assert compared().of(0, np.array([0.1, 0.99], np.float32)) == 5


def test_of_phrasings_that_are_much_alike_the_first_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = np.zeros(10, bool)
    assert compared().distinct(needed).numbers.tolist() == NUMBERS.tolist(), (
        "a small folder is compared whole"
    )
    monkeypatch.setattr(nearest, "MANY", 0)
    assert compared().distinct(needed).numbers.tolist() == [7, 5, 9]
    needed[3] = True
    assert compared().distinct(needed).numbers.tolist() == NUMBERS.tolist()
