"""A second look for danger: does a message sound like what people write in an emergency?

The rules come first and stand alone; this adds recall where nobody thought of the words, and knows better how
urgent something is. The matching engine tells what people say in danger (`_in_danger/`) from all other
phrasings. The threshold is learned from the loaded content, as the odds that so many calm messages in a
thousand would pass, each judged by the content without it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.core.encoding import Cache
from bot.core.matching.alarm import BY_LENGTH, alarm, alarm_when_calm
from bot.core.matching.calibration import log_odds
from bot.core.matching.judge import Judge
from bot.core.normalise import normalise

FALSE_ALARMS = 0.008
"""Share of calm phrasings that may pass, each judged by the content without it."""
LESS_URGENT, MORE_URGENT = -2.5, 2.0
"""Logarithm of the odds that a message is an emergency rather than urgent, at which the level that the rules chose is
changed. It takes more to make a notice less urgent."""
_log = logging.getLogger(__name__)


class Watch(Protocol):
    """What finds red flags: the rules, or the rules with a second look."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a message sounds like that sounds like danger."""

    emergency: str
    """The emergency that it sounds most like; empty if the content has none."""
    urgent: str
    odds: float
    """Logarithm of the odds that it is an emergency rather than urgent."""

    @property
    def flag(self) -> str:
        """The flag that it sounds like."""
        return self.emergency if self.odds > 0 or not self.urgent else self.urgent


class SecondLook:
    """Likeness to what people say in danger. `urgent` are the red flags that are no emergencies."""

    def __init__(self, judge: Judge, urgent: Collection[str], cache: Cache | None = None) -> None:
        self._judge = judge
        self._urgent = frozenset(urgent)
        key = f"threshold-{FALSE_ALARMS}-{BY_LENGTH}-{judge.index.key}"
        kept = cache.get(key) if cache is not None else None
        if kept is None or kept.shape != (1,):
            kept = np.quantile(alarm_when_calm(judge), [1 - FALSE_ALARMS]).astype(np.float32)
            if cache is not None:
                cache.put(key, kept)
        self.threshold = float(kept[0])

    def sound(self, text: str) -> Sound | None:
        """What a message sounds like, or None if it does not sound like danger."""
        heard = alarm(self._judge, normalise(text))
        if heard.odds <= self.threshold:
            return None
        ranked = sorted(heard.chances, key=lambda flag: -heard.chances[flag])
        share = sum(chance for flag, chance in heard.chances.items() if flag not in self._urgent)
        return Sound(
            emergency=next((flag for flag in ranked if flag not in self._urgent), ""),
            urgent=next((flag for flag in ranked if flag in self._urgent), ""),
            odds=float(log_odds(share / sum(heard.chances.values()))),
        )

    def weighed(self, found: tuple[str, ...], sound: Sound) -> tuple[str, ...]:
        """The flags that the rules found, led by another one where the message clearly sounds more or less urgent."""
        if found[0] in self._urgent:
            other = sound.emergency if sound.odds > MORE_URGENT else ""
        else:
            # Where rules found both, both are there.
            other = sound.urgent if sound.odds < LESS_URGENT and sound.urgent not in found else ""
        return tuple(dict.fromkeys((other, *found))) if other else found


class TwoLooks:
    """The rules, and beside them the second look."""

    def __init__(self, rules: Watch, second: SecondLook) -> None:
        self._rules = rules
        self._second = second

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""
        found = self._rules.flags(text, weakened=weakened)
        try:
            sound = self._second.sound(text)
        except Exception as error:
            # What the rules found must be shown whatever happens here.
            _log.error("the second look for danger failed: %s", type(error).__name__)
            sound = None
        if sound is None:
            return found
        return self._second.weighed(found, sound) if found else (sound.flag,)
