"""What is only told is learned from rows that tell and rows that ask quietly."""

from __future__ import annotations

import numpy as np

from bot.core.matching import telling
from bot.core.matching.index import Index
from tests.support.fakes import LetterEncoder

NOBODY = np.zeros(0, np.intp)


def test_rows_that_tell_get_higher_odds_also_among_those_never_seen() -> None:
    generator = np.random.default_rng(5)
    features = generator.normal(size=(200, 12)).astype(np.float32)
    told = features[:, 3] + features[:, 7] > 0
    learned = np.arange(150)
    weights = telling.weights(features, learned[told[:150]], learned[~told[:150]])
    odds = features[150:] @ weights
    assert odds[told[150:]].mean() > 1
    assert odds[~told[150:]].mean() < -1


def test_few_rows_that_tell_count_as_much_as_many_that_ask() -> None:
    features = np.ones((100, 1), np.float32)
    weights = telling.weights(features, np.arange(10), np.arange(10, 100))
    assert abs(float(weights[0])) < 0.1


def test_with_rows_of_one_kind_only_nothing_is_told() -> None:
    features = np.ones((4, 2), np.float32)
    assert not telling.weights(features, NOBODY, np.arange(4)).any()
    assert not telling.weights(features, np.arange(4), NOBODY).any()


def test_an_index_knows_what_is_told() -> None:
    phrasings = [
        *(("my", flower, "wilts") for flower in ("rose", "tulip", "daisy")),
        *(("my", flower, "was", "fine", "yesterday") for flower in ("rose", "tulip", "daisy")),
    ]
    aside = (np.arange(3, 6), np.arange(3))
    index = Index(phrasings, [0, 1, 1, 2, 2, 2], 3, LetterEncoder(), None, aside=lambda: aside)
    scores = index.scores([("my", "lily", "was", "fine", "yesterday"), ("my", "lily", "wilts")])
    assert scores.told[0] > scores.told[1]
