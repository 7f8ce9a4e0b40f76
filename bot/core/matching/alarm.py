"""How a message sounds to somebody who listens for danger."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.calibration import log_odds
from bot.core.matching.judge import Judge
from bot.core.matching.segments import is_wall

MOST_WINDOWS, FEW_WINDOWS = 4, 2
"""Parts of one message that are looked at with the encoder, to bound the time for a long one; and of a wall of text:
the words alone choose them."""
BY_WHOLE = 0.3
"""Share of the whole message in how it sounds, beside its worst part. With it and BY_LENGTH 23 instead of 29 of 1,935
ordinary messages sound like danger, at the same 5 of 184 missed."""
BY_LENGTH = 0.6
"""How much less alarming a message is for the logarithm of its words: the more parts are listened to, the likelier one
of them sounds like danger by chance."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """How a message sounds."""

    odds: float
    """How alarming it is: mostly the logarithm of the odds that its worst part is said in danger."""
    chances: Mapping[str, float]
    """Red flag → chance, 0 to 1, that the part is said in this danger."""


def alarm(judge: Judge, text: str) -> Alarm:
    """How a normalised text sounds."""
    readings = [judge.preparation.read(text), *judge.preparation.every_part(text)]
    whole, *parts = dict.fromkeys(each.words or ("",) for each in readings)
    if whole == ("",) or not judge.flags:
        return Alarm(-math.inf, {})
    most = FEW_WINDOWS if is_wall(text, len(parts)) else MOST_WINDOWS
    if len(parts) > most:
        # The words alone say which parts are worth the encoder's time.
        quick = judge.index.quick(parts)[:, judge.dangers].sum(1)
        parts = [parts[at] for at in np.argsort(-quick, kind="stable")[:most]]
    chances = judge.index.chances([whole, *parts], whole)[:, judge.dangers]
    odds = log_odds(chances.sum(1))
    worst = int(odds.argmax())
    named = {flag[1:]: float(chance) for flag, chance in zip(judge.flags, chances[worst], strict=True)}
    sounds = (1 - BY_WHOLE) * float(odds[worst]) + BY_WHOLE * float(odds[0])
    return Alarm(sounds - BY_LENGTH * math.log(1 + len(whole)), named)


def alarm_when_calm(judge: Judge) -> NDArray[np.float32]:
    """How every calm phrasing of the content sounds, each judged by the content without it."""
    odds = log_odds(judge.index.left_out().chances[judge.calm][:, judge.dangers].sum(1))
    sizes = np.array([len(each.words) for each in judge.preparation.phrasings])[judge.calm]
    return np.asarray(odds - BY_LENGTH * np.log1p(sizes), np.float32)
