"""A message beside the title of a card: how what leans on that card is compared with what people say after it."""

from __future__ import annotations

from bot.core.library import Library
from bot.core.matching.agreement import Agreement
from bot.core.matching.lexicon import Reading, Words
from bot.core.matching.preparation import Preparation, said_new
from bot.core.matching.words import tokens
from bot.core.model import Card
from bot.core.normalise import normalise


class Titles:
    """The titles of a library's cards."""

    def __init__(self, library: Library, preparation: Preparation, agreement: Agreement) -> None:
        self._cards = library.cards
        self._preparation = preparation
        self._agreement = agreement

    def of(self, card: str) -> Reading:
        """A card's title."""
        return self._preparation.read_words(tokens(normalise(self._cards[card].title)))

    def beside(self, card: str, reading: Reading) -> Reading:
        """What a message says that is new, after the title of the card that it leans on; where it names another thing
        than the card is about, after the same title about that."""
        asked = self._asked(self._cards[card], reading)
        return self._preparation.read_words((*asked, *said_new(reading.words)))

    def _asked(self, card: Card, reading: Reading) -> Words:
        asked = tokens(normalise(card.title))
        about = self._agreement.about.get(card.id, frozenset())
        new = [name for name in self._agreement.subjects(reading.names) if name not in about]
        if not about or not new:
            return asked
        text = f" {' '.join(self._preparation.read_words(asked).words)} "
        for old in sorted(about, key=len, reverse=True):
            text = text.replace(f" {old.replace('_', ' ')} ", f" {new[0].replace('_', ' ')} ")
        return tokens(text)
