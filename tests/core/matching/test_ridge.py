"""The regression is solved in place and in blocks, and gives what the textbook formulas give."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching import ridge


def test_weights_and_left_out_scores_are_those_of_the_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "BLOCK", 7)
    generator = np.random.default_rng(1)
    points = generator.normal(size=(40, 3))
    kernel = np.exp(-((points[:, None] - points[None]) ** 2).sum(2)).astype(np.float32)
    labels = generator.integers(0, 4, 40)
    targets = np.eye(4)[labels]
    solved = ridge.solve(kernel.copy(), labels, 4, 0.2)
    inverse = np.linalg.inv(kernel + 0.2 * np.eye(40))
    assert solved.weights == pytest.approx(inverse @ targets, abs=1e-3)
    for left in range(5):
        others = np.arange(40) != left
        refit = np.linalg.solve(kernel[np.ix_(others, others)] + 0.2 * np.eye(39), targets[others])
        assert solved.left_out[left] == pytest.approx(kernel[left, others] @ refit, abs=1e-3)
