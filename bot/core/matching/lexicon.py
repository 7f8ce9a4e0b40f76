"""Finds vocabulary names and aspects in a message, and says it in the cards' own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.matching.words import tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import Vocabulary

MEDICINE = "medicine"
REPLACED_KINDS = (MEDICINE, "test", "condition")
"""Names whose every spelling is turned into the name itself, so that brands and abbreviations match."""
FOREIGN_KINDS = ("other_condition", "other_medicine")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the vocabulary reads it."""

    words: Words
    """The words, with everyday words and spellings turned into those of the cards."""
    names: tuple[str, ...]
    """Names found, in order, each once; foreign ones are not among them."""
    foreign: tuple[str, ...]
    """Kinds of the foreign names found: `other_condition`, `other_medicine`."""
    aspects: tuple[str, ...]
    rest: Words
    """The words outside names."""
    ours: bool
    """Whether a word says that the message is about this content's subject."""


class Phrases:
    """Finds phrases of several words, the longest first."""

    def __init__(self, meanings: Iterable[tuple[str, str]]) -> None:
        self._starts: dict[str, list[tuple[Words, str]]] = defaultdict(list)
        for phrase, meaning in meanings:
            split = tokens(normalise(phrase))
            if split:
                self._starts[split[0]].append((split, meaning))
        for each in self._starts.values():
            each.sort(key=lambda pair: -len(pair[0]))

    def found(self, words: Words) -> Iterator[tuple[int, int, str]]:
        """Start, end and meaning of each phrase, left to right, none inside another."""
        starts = self._starts
        if starts.keys().isdisjoint(words):
            return  # most messages hold none of most phrases
        last = 0
        for at, word in enumerate(words):
            if at < last or word not in starts:
                continue
            for phrase, meaning in starts[word]:
                if words[at : at + len(phrase)] == phrase:
                    last = at + len(phrase)
                    yield at, last, meaning
                    break

    def phrases(self) -> Iterator[tuple[Words, str]]:
        """Every phrase with its meaning."""
        for phrases in self._starts.values():
            yield from phrases

    def words(self) -> Iterator[str]:
        """Every word of every phrase."""
        for phrase, _ in self.phrases():
            yield from phrase


class Lexicon:
    """The vocabulary, ready to read messages with."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.kinds = {name.name: name.kind for name in vocabulary.names}
        self._names = Phrases(
            (spelling, name.name) for name in vocabulary.names for spelling in (name.name, *name.spellings)
        )
        self._aspects = Phrases((word, aspect.name) for aspect in vocabulary.aspects for word in aspect.words)
        self._everyday = Phrases(vocabulary.everyday.items())
        self._plainly = {meaning: tokens(normalise(meaning)) for meaning in vocabulary.everyday.values()}
        self._ours = frozenset(vocabulary.ours)
        self._said = {name: tokens(normalise(name.replace("_", " "))) for name in self.kinds}

    def spellings(self) -> Iterator[str]:
        """Every word of a name, for the speller: right as it stands, however rare."""
        yield from self._names.words()
        yield from self._everyday.words()

    def medicines(self) -> Iterator[str]:
        """Every spelling of a medicine that is one word."""
        for phrase, name in self._names.phrases():
            if len(phrase) == 1 and self.kinds[name] == MEDICINE:
                yield phrase[0]

    def read(self, words: Words) -> Reading:
        """What the vocabulary makes of these words."""
        said: list[str] = []
        rest: list[str] = []
        names: dict[str, None] = {}
        foreign: dict[str, None] = {}
        last = 0
        for start, end, name in self._names.found(words):
            kind = self.kinds[name]
            between = self._plain(words[last:start])
            said += between
            rest += between
            said += self._said[name] if kind in REPLACED_KINDS else words[start:end]
            last = end
            if kind in FOREIGN_KINDS:
                foreign[kind] = None
            else:
                names[name] = None
        between = self._plain(words[last:])
        said += between
        rest += between
        aspects = dict.fromkeys(meaning for _, _, meaning in self._aspects.found(tuple(said)))
        ours = not self._ours.isdisjoint(names) or not self._ours.isdisjoint(said)
        return Reading(tuple(said), tuple(names), tuple(foreign), tuple(aspects), tuple(rest), ours)

    def _plain(self, words: Words) -> list[str]:
        plain: list[str] = []
        last = 0
        for start, end, meaning in self._everyday.found(words):
            plain += [*words[last:start], *self._plainly[meaning]]
            last = end
        return [*plain, *words[last:]]
