"""Scores become chances: how likely the first card is right, and how likely the message is ours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

STIFFNESS = 1.0
"""Penalty on the weights, so that a tiny content folder does not become certain of itself."""

SLOPE = 0.85
SHIFT = 0.6
"""From the chance for a phrasing that was left out to that for a question: of log odds. A question has more than one
right card and a phrasing only one; but the encoder has seen the phrasings. Chosen so that 144 questions modelled on
real ones were promised as many right as were: 85 in 100. Two other sets of 230 would bear a little more."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: features to a chance."""

    weights: Doubles
    """One a feature, and last the constant."""

    def chance(self, features: NDArray[np.floating]) -> Doubles:
        """Chances, 0 to 1, for rows of features."""
        flat = np.atleast_2d(np.asarray(features, dtype=np.float64))
        score = flat @ self.weights[:-1] + self.weights[-1]
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -30, 30))))


def fit_logistic(
    features: NDArray[np.floating], right: NDArray[np.bool_], importance: NDArray[np.floating]
) -> Logistic:
    """The best weights for rows of features, whether each was right, and how much each row counts."""
    rows = np.column_stack([np.asarray(features, dtype=np.float64), np.ones(len(features))])
    targets = right.astype(np.float64)
    penalty = np.full(rows.shape[1], STIFFNESS)
    penalty[-1] = 1e-3
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chances = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (importance * (chances - targets)) + penalty * weights
        bend = (rows * (importance * chances * (1 - chances))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Logistic(weights)


def as_asked(chance: float) -> float:
    """The chance that the first card is right for a question, from that for a phrasing that was left out."""
    return chance_of(SLOPE * float(log_odds(chance)) + SHIFT)


def log_odds(chance: float | NDArray[np.floating], least: float = 1e-6) -> Doubles:
    """Chances, 0 to 1, as logarithms of odds; none counts as nearer to 0 or 1 than `least`."""
    kept = np.clip(np.asarray(chance, dtype=np.float64), least, 1.0 - least)
    return np.asarray(np.log(kept / (1.0 - kept)))


def chance_of(odds: float) -> float:
    """The chance, 0 to 1, that a logarithm of odds stands for."""
    return 1.0 / (1.0 + math.exp(-odds))
