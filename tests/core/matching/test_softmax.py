"""The classifier learns what tells labels apart, and judges phrasings that it has not seen honestly."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching import softmax


def clouds(noise: float) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    labels = np.arange(90) % 3
    points = np.eye(3)[labels] + noise * generator.normal(size=(90, 3))
    return np.hstack([points, np.ones((90, 1))]).astype(np.float32), labels


def test_chances_add_up_and_favour_the_right_label() -> None:
    features, labels = clouds(noise=0.1)
    found = softmax.chances(features @ softmax.fit(features, labels, 3))
    assert found.sum(1) == pytest.approx(1.0, abs=1e-5)
    assert (found.argmax(1) == labels).all()


def test_the_same_content_gives_the_same_weights() -> None:
    features, labels = clouds(noise=0.3)
    assert np.array_equal(softmax.fit(features, labels, 3), softmax.fit(features, labels, 3))


def test_held_out_chances_do_not_know_a_label_that_was_given_at_random() -> None:
    features = np.random.default_rng(2).normal(size=(100, 60)).astype(np.float32)
    labels = np.random.default_rng(3).integers(0, 2, 100)
    seen = softmax.chances(features @ softmax.fit(features, labels, 2)).argmax(1) == labels
    unseen = softmax.held_out(features, labels, 2).argmax(1) == labels
    assert seen.mean() > 0.9
    assert unseen.mean() < 0.7


def test_a_huge_logit_is_no_error() -> None:
    assert softmax.chances(np.array([[1e30, 0.0]], np.float32)).tolist() == [[1.0, 0.0]]
