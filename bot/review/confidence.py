"""Whether the bot is as sure as it is right, and what it would cost to ask it to be surer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.review.outcomes import Outcome
from bot.review.shares import Share

Doubles = NDArray[np.float64]

BANDS = 10
RESAMPLES = 1000
SEED = 20261123
STEPS = 20


@dataclass(frozen=True, slots=True)
class Band:
    """Messages about which the bot was about equally sure."""

    sure: float
    """The mean confidence."""
    right: Share


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence is from truth. Errors are mean distances in points of 100."""

    bands: tuple[Band, ...]
    error: float
    interval: tuple[float, float]
    """In which the error of another sample would lie 19 times in 20."""
    by_chance: float
    """The error that a perfectly honest bot would show on so few messages."""


@dataclass(frozen=True, slots=True)
class Point:
    """What would happen if only messages with at least this confidence got an answer outright."""

    least: float
    shown: float
    wrong: float


def calibration(outcomes: Sequence[Outcome], *, tolerable: bool = False) -> Calibration:
    """Confidence beside truth for messages that a card answers; the first card is right where it is a good answer.

    With `tolerable`: for all calm messages about which a card was shown or offered, and right where it is a tolerable
    one. Only so can a card be right for a message that none answers."""
    counted = [each for each in outcomes if _counts(each) and (tolerable or each.row.answerable)]
    measured = sorted(counted, key=lambda each: each.confidence)
    sure = np.array([each.confidence for each in measured])
    right = np.array(
        [each.fair_first if tolerable else each.right_first for each in measured], dtype=np.float64
    )
    bands = tuple(
        Band(float(sure[part].mean()), Share("", int(right[part].sum()), part.stop - part.start))
        for part in _parts(len(measured))
    )
    if not measured:
        return Calibration((), 0.0, (0.0, 0.0), 0.0)
    chance = np.random.default_rng(SEED)
    rows = np.sort(chance.integers(0, len(sure), (RESAMPLES, len(sure))), axis=1)
    again = [_error(sure[row], right[row]) for row in rows]
    honest = [_error(sure, (chance.random(len(sure)) < sure).astype(np.float64)) for _ in range(RESAMPLES)]
    low, high = np.percentile(again, (2.5, 97.5))
    return Calibration(bands, _error(sure, right), (float(low), float(high)), float(np.mean(honest)))


def curve(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """Answers outright against errors, from answering everything to answering only what is sure."""
    measured = [each for each in outcomes if _counts(each)]
    points = []
    for step in range(STEPS):
        above = [each for each in measured if each.confidence >= step / STEPS]
        if above:
            wrong = sum(not each.fair_first for each in above) / len(above)
            points.append(Point(step / STEPS, len(above) / len(measured), wrong))
    return tuple(points)


def today(outcomes: Sequence[Outcome]) -> Point | None:
    """The point at which the bot works now; None where there is nothing to measure."""
    measured = [each for each in outcomes if _counts(each)]
    shown = [each for each in measured if each.answers]
    if not shown:
        return None
    wrong = sum(each.wrong_outright for each in shown)
    return Point(min(each.confidence for each in shown), len(shown) / len(measured), wrong / len(shown))


def _counts(each: Outcome) -> bool:
    return each.row.calm and not each.row.only_notice and bool(each.first)


def _parts(number: int) -> list[slice]:
    """Bands of about equal size; a few messages get a few bands."""
    ends = [band * number // BANDS for band in range(BANDS + 1)]
    return [slice(start, end) for start, end in pairwise(ends) if end > start]


def _error(sure: Doubles, right: Doubles) -> float:
    """The expected calibration error over bands of equal size (Naeini et al. 2015); `sure` is sorted."""
    parts = _parts(len(sure))
    apart = sum(abs(float(sure[part].sum() - right[part].sum())) for part in parts)
    return 100 * apart / len(sure)
