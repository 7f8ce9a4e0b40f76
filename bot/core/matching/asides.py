"""What a message says is over, known, fine or denied, and so does not ask: "rituximab finished, belimumab next"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.core.matching.contrast import NEGATIONS
from bot.core.matching.segments import starts_a_question
from bot.core.matching.words import tokens

_SETTLED = frozenset(
    "fine clear normal negative neg good finished over done sorted ruled behind already explained know knows known "
    "booked stopped accepted useless settled healed lovely perfect told taken passed read went gone off ago "
    "nobody".split()
)
_DENYING = NEGATIONS | {"nothing"}
_CLAUSE = re.compile(r"(?<=\?)|[.,;!\n]+|\bbut\b| - ")


def settles(words: Iterable[str]) -> bool:
    """Whether words that ask nothing say that something is over, known or fine."""
    return not _SETTLED.isdisjoint(words)


def denies(words: Iterable[str]) -> bool:
    """Whether words that ask nothing say no to something."""
    return not _DENYING.isdisjoint(words)


class Told:
    """What a normalised message names in clauses that ask nothing and say that something is over or not so, and what
    it names in others. `names` gives what a clause names."""

    def __init__(self, said: str, names: Callable[[str], Iterable[str]]) -> None:
        told: set[str] = set()
        asked: set[str] = set()
        for clause in _CLAUSE.split(said):
            words = tokens(clause)
            if words:
                asks = "?" in clause or starts_a_question(words)
                aside = not asks and (settles(words) or denies(words))
                (told if aside else asked).update(names(clause))
        self._only = told - asked
        self._asked = asked

    def only(self, names: frozenset[str]) -> bool:
        """Whether the message names some of these, and none where it may ask."""
        return not names.isdisjoint(self._only) and names.isdisjoint(self._asked)
