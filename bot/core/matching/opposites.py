"""The guard against opposites: start is not stop, before is not after, missed is not too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.matching.lexicon import Phrases, Words
from bot.core.vocabulary import Opposite

LEANS = 0.25
"""Share of a card's phrasings that must be on one side before the card counts as being on it."""


class Opposites:
    """Tells on which side of each pair a text is, and where a card and a message are on different ones."""

    def __init__(self, pairs: Sequence[Opposite]) -> None:
        sides = {
            f"{number} {side}": (number, side, group)
            for number, pair in enumerate(pairs)
            for side, group in (("one", pair.one), ("other", pair.other))
        }
        self._meant = {meaning: (number, side) for meaning, (number, side, _) in sides.items()}
        self._phrases = Phrases((word, meaning) for meaning, (*_, group) in sides.items() for word in group)

    def sides(self, words: Words) -> dict[int, str]:
        """Pair → side, for each pair of which the words name one side only."""
        found: dict[int, set[str]] = {}
        for _, _, meaning in self._phrases.found(words):
            number, side = self._meant[meaning]
            found.setdefault(number, set()).add(side)
        return {number: next(iter(each)) for number, each in found.items() if len(each) == 1}

    def leaning(self, phrasings: Iterable[Words]) -> dict[int, str]:
        """Pair → side that a card's phrasings are on, where they clearly are on one."""
        counts: dict[int, dict[str, int]] = {}
        total = 0
        for words in phrasings:
            total += 1
            for number, side in self.sides(words).items():
                sides = counts.setdefault(number, {"one": 0, "other": 0})
                sides[side] += 1
        return {
            number: max(sides, key=lambda side: sides[side])
            for number, sides in counts.items()
            if max(sides.values()) >= LEANS * total and min(sides.values()) <= 0.2 * max(sides.values())
        }


def differ(message: dict[int, str], card: dict[int, str]) -> bool:
    """Whether message and card are on different sides of a pair."""
    return any(card.get(number, side) != side for number, side in message.items())
