"""Phrasings are learned once, kept, and judged as if each had not been there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.encoding import Vectors
from bot.core.matching.index import Index
from bot.core.matching.metric import projected, projection
from tests.support.fakes import Kept, LetterEncoder

PHRASINGS = [
    ("when", "do", "roses", "flower"),
    ("what", "month", "do", "roses", "bloom"),
    ("how", "do", "i", "help", "frogs"),
    ("frogs", "need", "a", "pond"),
]
LABELS = [0, 0, 1, 1]


class Counting(LetterEncoder):
    """Notes what it is asked to encode."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return super().encode(texts)


@pytest.mark.parametrize("encoder", [None, LetterEncoder()])
def test_a_phrasing_scores_highest_for_its_own_label(encoder: LetterEncoder | None) -> None:
    index = Index(PHRASINGS, LABELS, 2, encoder, None)
    scores = index.scores(PHRASINGS)
    assert scores.total.argmax(1).tolist() == LABELS
    assert index.nearest(1, PHRASINGS[3]) == 3


def test_left_out_scores_do_not_know_the_phrasing_itself() -> None:
    index = Index(PHRASINGS, LABELS, 2, LetterEncoder(), None)
    itself = index.scores(PHRASINGS).total[np.arange(4), LABELS]
    others = index.left_out().total[np.arange(4), LABELS]
    assert (others < itself).all()


def test_the_next_start_encodes_nothing_and_scores_the_same() -> None:
    kept, encoder = Kept(), Counting()
    first = Index(PHRASINGS, LABELS, 2, encoder, kept)
    again = Index(PHRASINGS, LABELS, 2, Counting(), kept)
    assert len(encoder.encoded) == 4
    asked = [("roses", "in", "june")]
    assert again.scores(asked).total == pytest.approx(first.scores(asked).total, abs=1e-6)
    assert again.left_out().total == pytest.approx(first.left_out().total, abs=1e-6)


def test_after_an_edit_only_the_new_phrasing_is_encoded() -> None:
    kept, encoder = Kept(), Counting()
    Index(PHRASINGS, LABELS, 2, Counting(), kept)
    Index([*PHRASINGS[:3], ("frogs", "like", "ponds")], LABELS, 2, encoder, kept)
    assert encoder.encoded == ["frogs like ponds"]


def test_the_same_text_is_encoded_once_for_both_who_ask() -> None:
    encoder = Counting()
    index = Index(PHRASINGS, LABELS, 2, encoder, None)
    encoder.encoded.clear()
    one = index.scores([("old", "roses")])
    other = index.scores([("old", "roses"), ("new", "frogs")])
    assert encoder.encoded == ["old roses", "new frogs"]
    assert other.total[0] == pytest.approx(one.total[0])


def test_the_learned_measure_ignores_what_differs_within_a_label() -> None:
    generator = np.random.default_rng(1)
    labels = np.arange(60) % 3
    told = np.eye(3)[labels] * 0.3
    noise = generator.normal(size=(60, 2)) * 3
    vectors = np.hstack([told, noise]).astype(np.float32)
    same = labels[:, None] == labels[None]

    def gap(found: np.ndarray) -> float:
        unit = found / np.linalg.norm(found, axis=1, keepdims=True)
        alike = unit @ unit.T
        return float(alike[same].mean() - alike[~same].mean())

    assert gap(projected(vectors, projection(vectors, labels, 3))) > 1.5 * gap(vectors)
