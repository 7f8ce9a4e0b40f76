"""Personal requests: how much should I take, what does my result mean, have I got it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.matching.lexicon import Words
from bot.core.matching.words import tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import Boundary


class Boundaries:
    """Finds the fixed card for a personal request."""

    def __init__(self, boundaries: Sequence[Boundary]) -> None:
        self._rules = [
            (
                boundary.card,
                [_pattern(phrase) for phrase in boundary.phrases],
                [_pattern(phrase) for phrase in boundary.unless],
            )
            for boundary in boundaries
        ]

    def cards(self, *readings: Words) -> tuple[str, ...]:
        """The cards whose phrases stand in one of the readings, in file order."""
        texts = [f" {' '.join(words)} " for words in readings]
        return tuple(
            card
            for card, phrases, exceptions in self._rules
            if any(phrase.search(text) for phrase in phrases for text in texts)
            and not any(exception.search(text) for exception in exceptions for text in texts)
        )


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = [" ".join(map(re.escape, tokens(normalise(part)))) for part in phrase.split("*")]
    return re.compile(" " + r" (?:\w+ ){0,4}".join(part for part in parts if part) + " ")
