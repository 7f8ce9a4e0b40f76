"""Whether a card and a message are about the same things: names, and sides of opposites.

A card is about a name where at least half of its phrasings say it. A message about hydroxychloroquine
is not answered by a card about methotrexate, however alike the wording.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.library import Library
from bot.core.matching.lexicon import REPLACED_KINDS, Reading
from bot.core.matching.opposites import Opposites, differ
from bot.core.matching.preparation import Preparation

ABOUT = 0.5
SAME_NAME = 0.05
OTHER_NAME = -0.2
NO_NAME = -0.03
OTHER_SIDE = -0.08
"""Added to a card's score of about 0 to 1; measured on the dev questions, where half and double of each
changes the first place by less than one point in a hundred."""


class Agreement:
    """The structured signal beside the similarities."""

    def __init__(self, library: Library, preparation: Preparation) -> None:
        self._kinds = preparation.lexicon.kinds
        self._ours = frozenset(library.vocabulary.ours)
        self._opposites = Opposites(library.vocabulary.opposites)
        by_card: dict[str, list[Reading]] = defaultdict(list)
        for phrasing in preparation.phrasings:
            by_card[phrasing.label].append(phrasing.reading)
        self.about: dict[str, frozenset[str]] = {}
        self._sides: dict[str, dict[int, str]] = {}
        everywhere = Counter(name for card in by_card.values() for name in _majority(card))
        # A name that most cards are about, such as the subject of the whole content, tells none apart.
        common = {name for name, n in everywhere.items() if n > max(3, 0.1 * len(library.cards))}
        for card in library.cards.values():
            names = {name for name in _majority(by_card[card.id]) if name not in common}
            if card.subject:
                names.add(card.subject)
            self.about[card.id] = frozenset(name for name in names if self._counts(name))
            self._sides[card.id] = self._opposites.leaning(each.words for each in by_card[card.id])
        self._common = common

    def _counts(self, name: str) -> bool:
        return self._kinds.get(name, "") in REPLACED_KINDS

    def named(self, reading: Reading) -> frozenset[str]:
        """The names in a message that tell cards apart."""
        return frozenset(name for name in reading.names if self._counts(name) and name not in self._common)

    def medicines(self, card: str) -> frozenset[str]:
        """The medicines that a card is about."""
        return frozenset(name for name in self.about.get(card, ()) if self._kinds[name] == "medicine")

    def other_side(self, reading: Reading, card: str) -> bool:
        """Whether the card is about the opposite of what the message says."""
        return differ(self._opposites.sides(reading.words), self._sides.get(card, {}))

    def adjustments(self, reading: Reading, cards: Sequence[str]) -> NDArray[np.float32]:
        """What to add to each card's score."""
        named = self.named(reading)
        sides = self._opposites.sides(reading.words)
        added = np.zeros(len(cards), dtype=np.float32)
        for at, card in enumerate(cards):
            about = self.about.get(card)
            if about:
                added[at] = SAME_NAME if about & named else OTHER_NAME if named else NO_NAME
            if sides and differ(sides, self._sides.get(card, {})):
                added[at] += OTHER_SIDE
        return added


def _majority(readings: Iterable[Reading]) -> list[str]:
    each = list(readings)
    counts = Counter(name for reading in each for name in set(reading.names))
    return [name for name, n in counts.items() if n >= ABOUT * len(each)]
