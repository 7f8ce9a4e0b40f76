"""A second look for danger: does a message sound like what people write in an emergency?

The rules come first and stand alone; this adds recall where nobody thought of the words. The matching engine
compares a message with what people say in danger and what they say when all is well (`_in_danger.yaml`, and all
other phrasings). The threshold is learned from the loaded content, as the score that so many calm messages in a
thousand would pass, each judged as if it had not been there.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from bot.core.encoding import Embeddings
from bot.core.matching.evidence import Judge
from bot.core.normalise import normalise

FALSE_ALARMS = 0.008
"""Share of calm phrasings that may pass, each judged as if it were not there. At 8 in 1,000 the second look found 14 of
22 messages that the rules missed, and 8 of 581 ordinary ones got a notice; at twice that, 15 and 21."""


class Watch(Protocol):
    """What finds red flags: the rules, or the rules with a second look."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""


class SecondLook:
    """Likeness to what people say in danger."""

    def __init__(self, judge: Judge, embeddings: Embeddings | None = None) -> None:
        self._judge = judge
        key = f"threshold-{judge.index.key}"
        kept = embeddings.get(key) if embeddings is not None else None
        if kept is None or kept.shape != (1,):
            kept = np.quantile(judge.danger_when_calm(), [1 - FALSE_ALARMS]).astype(np.float32)
            if embeddings is not None:
                embeddings.put(key, kept)
        self.threshold = float(kept[0])

    def flag(self, text: str) -> str | None:
        """The flag that a message sounds like, or None if it does not sound like danger."""
        score, flag = self._judge.danger(normalise(text))
        return flag if score > self.threshold else None


class TwoLooks:
    """The rules, and where they find nothing the second look."""

    def __init__(self, rules: Watch, second: SecondLook) -> None:
        self._rules = rules
        self._second = second

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""
        found = self._rules.flags(text, weakened=weakened)
        if found:
            return found
        flag = self._second.flag(text)
        return (flag,) if flag else ()
