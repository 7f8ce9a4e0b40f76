"""What a message says that it is not about: "high, not low", "not the live ones, the ordinary jabs".

The words that are ruled out would pull the message towards the very cards that are not wanted, so they are taken
out before it is compared. Only where they clearly stand against something else: "my tablets are not working"
and "not sure" rule nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.matching.lexicon import Words
from bot.core.matching.words import tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import Opposite

NEGATIONS = frozenset(
    "not never no cant dont wont shouldnt isnt arent didnt doesnt havent hasnt aint without neither nor instead".split()
)
_AHEAD = re.compile(
    r"(?:^|(?<=[.!?;,] ))not (?:the|a|an|about|those|that|my) (?:[\w']+ ){0,3}[\w']+ ?[,.;!-]+ ?"
)
"""At the start of a clause, before what is meant."""
_BEHIND = re.compile(r", not (?:[\w']+ ){0,2}[\w']+(?=[.!?]|$)")
"""At the end, behind what is meant."""


_DENIED = re.compile(
    r"\b(?:never (?:(?:had|have|been|on|taken|took|used|touched|given) )+|(?:not|isnt|arent|aint) on |without )"
    r"(?:(?:a|an|any|the|my|of) )*$"
)
"""Before what somebody does not have or take. A tablet that was "not taken" is one that was missed."""
REACH = 8
"""Words before the thing that are looked at."""

LONGEST = 60
"""Words above which nothing is taken out: a story is compared in parts, and to search it for every pair takes long."""


class Contrast:
    """Finds what a message rules out, by its punctuation and by the vocabulary's pairs of opposites."""

    def __init__(self, opposites: Sequence[Opposite]) -> None:
        sides = [(_any_of(pair.one), _any_of(pair.other)) for pair in opposites]
        self._pairs = [
            (re.compile(rf",? ?\bnot (?:[\w']+ )?{ruled_out}"), re.compile(meant))
            for one, other in sides
            for ruled_out, meant in ((one, other), (other, one))
        ]

    def taken_out(self, said: str) -> str:
        """A normalised message without what it rules out."""
        if "not " not in said or len(said.split()) > LONGEST:
            return said
        kept = _BEHIND.sub("", _AHEAD.sub("", said))
        for ruled_out, meant in self._pairs:
            found = ruled_out.search(kept)
            if found is not None:
                without = kept[: found.start()] + kept[found.end() :]
                if meant.search(without):
                    kept = without
        return kept.strip() if len(tokens(kept)) > 1 else said


def denied(words: Words, thing: Words) -> bool:
    """Whether a message says that somebody does not have or take a thing: "never had a steroid in my life"."""
    size = len(thing)
    places = (at for at in range(1, len(words) - size + 1) if words[at : at + size] == thing)
    return any(_DENIED.search(" ".join((*words[max(0, at - REACH) : at], ""))) for at in places)


def _any_of(phrases: Sequence[str]) -> str:
    longest_first = sorted(map(normalise, phrases), key=len, reverse=True)
    return rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"
