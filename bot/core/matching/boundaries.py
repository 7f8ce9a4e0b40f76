"""Personal requests: how much should I take, what does my result mean, have I got it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.matching.lexicon import MEDICINE, Words
from bot.core.matching.words import tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import MEDICINES, Boundary, Vocabulary

ANY = "*"
"""Stands in a phrase for up to four words."""


class Boundaries:
    """Finds the fixed card for a personal request."""

    def __init__(self, boundaries: Sequence[Boundary], vocabulary: Vocabulary) -> None:
        named = (name.name.replace("_", " ") for name in vocabulary.names if name.kind == MEDICINE)
        # Of "my tablets" the last word: the phrase has its own "my".
        unnamed = (phrase.split()[-1] for phrase in vocabulary.unnamed)
        medicines = _either((*named, *unnamed))
        self._rules = [
            (
                boundary.card,
                [_pattern(phrase, medicines) for phrase in boundary.phrases],
                [_pattern(phrase, medicines) for phrase in boundary.unless],
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


def _pattern(phrase: str, medicines: str) -> re.Pattern[str]:
    steps = []
    for step in phrase.split():
        if step == ANY:
            steps.append(r"(?:\w+ ){0,4}")
        else:
            steps.append((medicines if step == MEDICINES else _either(step.split("|"))) + " ")
    return re.compile(" " + "".join(steps))


def _either(choices: Iterable[str]) -> str:
    said = {" ".join(tokens(normalise(choice))) for choice in choices}
    return f"(?:{'|'.join(re.escape(each) for each in sorted(said, key=lambda each: (-len(each), each)))})"
