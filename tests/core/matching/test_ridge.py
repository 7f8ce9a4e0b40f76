"""The regression gives what the textbook formulas give."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching import ridge


def test_weights_and_left_out_scores_are_those_of_the_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "ROWS", 7)
    generator = np.random.default_rng(1)
    features = generator.normal(size=(40, 6)).astype(np.float32)
    labels = generator.integers(0, 4, 40)
    targets = np.eye(4)[labels]
    solved = ridge.solve(features, labels, 4, 0.5)

    def fitted(rows: np.ndarray) -> np.ndarray:
        here = features[rows]
        return np.linalg.solve(here.T @ here + 0.5 * np.eye(6), here.T @ targets[rows])

    everything = np.ones(40, dtype=bool)
    assert solved.weights == pytest.approx(fitted(everything), abs=1e-4)
    for left in range(5):
        others = np.arange(40) != left
        assert solved.left_out[left] == pytest.approx(features[left] @ fitted(others), abs=1e-3)
