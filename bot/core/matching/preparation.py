"""Turns any text into the words that are compared: the same steps for phrasings and for messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.library import Library
from bot.core.matching.lexicon import Lexicon, Phrases, Reading, Words
from bot.core.matching.segments import segments, stripped
from bot.core.matching.spelling import Speller
from bot.core.matching.words import tokens
from bot.core.normalise import normalise

NOT_OURS = "!"
DANGER = "?"
CALM = "~"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask for a card, one message that is not ours, or one that is said in danger or sounds so."""

    label: str
    """Card id; or one of the marks below, and the kind of message or the red flag."""
    text: str
    reading: Reading

    @property
    def words(self) -> Words:
        """The words that are compared."""
        return self.reading.words


class Preparation:
    """Spelling repair, everyday words and names, learned from one library."""

    def __init__(self, library: Library) -> None:
        vocabulary = library.vocabulary
        self.lexicon = Lexicon(vocabulary)
        self.courtesies = Phrases((courtesy, "") for courtesy in vocabulary.courtesies)
        raw = [(label, text, tokens(normalise(text))) for label, text in _texts(library)]
        ours = (words for label, _, words in raw if not label.startswith(NOT_OURS))
        self.speller = Speller.of(ours, self.lexicon.spellings(), vocabulary.common)
        shared: dict[str, str] = {}
        self.phrasings = tuple(
            Phrasing(label, text, _slim(self.lexicon.read(self.speller.repaired(words)), shared))
            for label, text, words in raw
            if words
        )

    def read(self, text: str) -> Reading:
        """A text that is already normalised, without courtesies, repaired and in the cards' words."""
        words = tokens(text)
        return self.read_words(stripped(words, self.courtesies) or words)

    def read_words(self, words: Words) -> Reading:
        """The same for words."""
        return self.lexicon.read(self.speller.repaired(words))

    def segments(self, text: str) -> list[str]:
        """The parts of a normalised text that may hold its question."""
        return segments(text, self.courtesies)

    def every_part(self, text: str) -> list[Reading]:
        """All parts of a normalised text, however many."""
        return [self.read_words(tokens(part)) for part in segments(text, self.courtesies, most=None)]


def _slim(reading: Reading, shared: dict[str, str]) -> Reading:
    """The reading with each word held once in memory, and without what only a message needs."""
    return replace(reading, words=tuple(shared.setdefault(word, word) for word in reading.words), rest=())


def _texts(library: Library) -> list[tuple[str, str]]:
    found = []
    for card in library.cards.values():
        found += [(card.id, text) for text in dict.fromkeys((card.title, *card.utterances))]
        found += [(other.card, other.ask) for other in card.not_this if other.card in library.cards]
    for kind in library.not_ours:
        found += [(f"{NOT_OURS}{kind.kind}", message) for message in kind.messages]
    examples = {flag.id: flag.examples for flag in library.red_flags.flags}
    for flag, said in library.in_danger.items():
        found += [(f"{DANGER}{flag}", text) for text in (*said, *examples.get(flag, ()))]
    found += [(CALM, text) for text in library.calm]
    return list(dict.fromkeys(found))
