"""Bare words: "steroids" alone opens the menu of everything about steroids."""

from __future__ import annotations

from bot.core.library import Library
from bot.core.matching.agreement import Agreement
from bot.core.matching.lexicon import Reading
from bot.core.matching.preparation import Preparation
from bot.core.matching.words import tokens
from bot.core.normalise import normalise

_FILLERS = frozenset("a an the my and about on for of info information question questions please".split())


class Menus:
    """Finds the name or topic that a message consists of, and its cards."""

    def __init__(self, library: Library, preparation: Preparation, agreement: Agreement) -> None:
        self._topics = {
            preparation.read_words(tokens(normalise(word))).words: topic
            for topic, words in library.vocabulary.topics.items()
            for word in words
            if library.in_topic(topic)
        }
        self._library = library
        self._menus: dict[str, tuple[str, ...]] = {}
        for name in library.vocabulary.names:
            listed = tuple(card for card in name.menu if card in library.cards)
            about = tuple(card for card in library.cards if name.name in agreement.about[card])
            self._menus[name.name] = listed or about

    def bare(self, reading: Reading) -> tuple[str, tuple[str, ...]]:
        """The name or topic that is all there is to a message, and its menu; empty if there is more."""
        content = tuple(word for word in reading.words if word not in _FILLERS)
        topic = self._topics.get(content)
        if topic:
            return topic, tuple(card.id for card in self._library.in_topic(topic))
        if len(reading.names) == 1 and all(word in _FILLERS for word in reading.rest):
            return reading.names[0], self._menus[reading.names[0]]
        return "", ()

    def of(self, name: str) -> tuple[str, ...]:
        """The menu of a name."""
        return self._menus.get(name, ())
