"""Whether a card and a message are about the same things: names, and sides of opposites.

A card is about a name where at least half of its phrasings say it. A message about hydroxychloroquine
is not answered by a card about methotrexate, however alike the wording.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.core.library import Library
from bot.core.matching.contrast import NEGATIONS, denied
from bot.core.matching.lexicon import MEDICINE, REPLACED_KINDS, Reading
from bot.core.matching.opposites import Opposites, differ
from bot.core.matching.preparation import Preparation

ABOUT = 0.5
SAME_NAME = 0.03
OTHER_NAME = -0.15
NO_NAME = -0.02
OTHER_SIDE = -0.06
"""Added to a card's score of about 0 to 1.7. With the packaged content none of it, half or double change the first card
of 1,452 questions once; it is for content folders with few phrasings, and so that `--explain` can name it."""


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
        self.common = frozenset(common)
        cards_of = library.cards.values()
        self._own = {
            (card.subject, card.aspect): card.id for card in cards_of if card.subject and card.aspect
        }
        self._general = {card.id: card.aspect for card in cards_of if card.aspect and not card.subject}
        cards = tuple(library.cards)
        self._rows = {name: row for row, name in enumerate(sorted(set().union(*self.about.values())))}
        self._about = np.zeros((len(self._rows), len(cards)), dtype=bool)
        for column, card_id in enumerate(cards):
            for name in self.about[card_id]:
                self._about[self._rows[name], column] = True
        self._about_some = self._about.any(0)
        self._against = {
            (number, side): np.array([self._sides[card].get(number, side) != side for card in cards])
            for number in range(len(library.vocabulary.opposites))
            for side in ("one", "other")
        }

    def _counts(self, name: str) -> bool:
        return self._kinds.get(name, "") in REPLACED_KINDS

    def named(self, reading: Reading) -> frozenset[str]:
        """The names in a message that tell cards apart."""
        return frozenset(name for name in reading.names if self._counts(name) and name not in self.common)

    def subjects(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that a question can be about, however many cards are; of the content's own subject only
        the medicines."""
        return tuple(
            name
            for name in names
            if self._counts(name) and (self.is_medicine(name) or name not in self._ours)
        )

    def is_medicine(self, name: str) -> bool:
        """Whether a name is that of a medicine."""
        return self._kinds.get(name) == MEDICINE

    def medicines(self, card: str) -> frozenset[str]:
        """The medicines that a card is about."""
        return frozenset(filter(self.is_medicine, self.about.get(card, ())))

    def own(self, card: str, medicine: str) -> str:
        """For a card about any medicine the one about this medicine, if there is one that says the same of it; else the
        card itself."""
        return self._own.get((medicine, self._general.get(card, "")), card)

    def cards_about(self, name: str) -> NDArray[np.bool_]:
        """Which cards are about a name, in the library's order."""
        row = self._rows.get(name)
        return self._about[row] if row is not None else np.zeros(self._about.shape[1], dtype=bool)

    def other_side(self, reading: Reading, card: str) -> bool:
        """Whether the card is about the opposite of what the message says, or about a medicine that it says nobody
        takes."""
        sides = self._opposites.sides(reading.words)
        return differ(sides, self._sides.get(card, {})) or self.refused(reading, card)

    def refused(self, reading: Reading, card: str) -> bool:
        """Whether the card is about a medicine that the message says nobody takes."""
        return any(denied(reading.words, tuple(name.split("_"))) for name in self.medicines(card))

    def sided(self, reading: Reading) -> bool:
        """Whether a message says which side of an opposite it means, or says no to something."""
        return bool(self._opposites.sides(reading.words)) or not NEGATIONS.isdisjoint(reading.words)

    def adjustments(self, reading: Reading) -> NDArray[np.float32]:
        """What to add to the score of each card, in the library's order."""
        named = [self._rows[name] for name in self.named(reading) if name in self._rows]
        any_named = bool(self.named(reading))
        same = self._about[named].any(0) if named else np.zeros(self._about.shape[1], dtype=bool)
        other = OTHER_NAME if any_named else NO_NAME
        added = np.where(same, SAME_NAME, np.where(self._about_some, other, 0.0))
        for number, side in self._opposites.sides(reading.words).items():
            against = self._against.get((number, side))
            if against is not None:
                added = added + np.where(against, OTHER_SIDE, 0.0)
        return added.astype(np.float32)


def _majority(readings: Iterable[Reading]) -> list[str]:
    each = list(readings)
    counts = Counter(name for reading in each for name in set(reading.names))
    return [name for name, n in counts.items() if n >= ABOUT * len(each)]
