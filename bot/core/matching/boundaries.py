"""Personal requests: how much should I take, what does my result mean, have I got it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.core.matching.lexicon import MEDICINE, Words
from bot.core.matching.words import rarest, tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import MEDICINES, Boundary, Vocabulary

ANY = "*"
"""Stands in a phrase for up to four words."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    sign: frozenset[str]
    """Words of which a text must have one; empty where they cannot be listed."""

    def stands_in(self, present: frozenset[str], texts: Sequence[str]) -> bool:
        if self.sign and self.sign.isdisjoint(present):
            return False  # so it is with most phrases, and to search for them takes longer
        return any(map(self.pattern.search, texts))


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
                [_phrase(phrase, medicines) for phrase in boundary.phrases],
                [_phrase(phrase, medicines) for phrase in boundary.unless],
            )
            for boundary in boundaries
        ]

    def cards(self, *readings: Words) -> tuple[str, ...]:
        """The cards whose phrases stand in one of the readings, in file order."""
        texts = [f" {' '.join(words)} " for words in readings]
        present = frozenset(chain.from_iterable(readings))
        return tuple(
            card
            for card, phrases, exceptions in self._rules
            if any(phrase.stands_in(present, texts) for phrase in phrases)
            and not any(exception.stands_in(present, texts) for exception in exceptions)
        )


def _phrase(phrase: str, medicines: str) -> _Phrase:
    steps = []
    signs = []
    for step in phrase.split():
        if step == ANY:
            steps.append(r"(?:\w+ ){0,4}")
        elif step == MEDICINES:
            steps.append(medicines + " ")
        else:
            choices = step.split("|")
            steps.append(_either(choices) + " ")
            starts = [tokens(normalise(choice))[:1] for choice in choices]
            if all(starts):
                signs.append(frozenset(chain.from_iterable(starts)))
    return _Phrase(re.compile(" " + "".join(steps)), rarest(signs))


def _either(choices: Iterable[str]) -> str:
    said = {" ".join(tokens(normalise(choice))) for choice in choices}
    return f"(?:{'|'.join(re.escape(each) for each in sorted(said, key=lambda each: (-len(each), each)))})"
