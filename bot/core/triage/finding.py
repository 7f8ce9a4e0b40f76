"""Finds the patterns of the rules in one message, without looking at most of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.core.triage.patterns import BUILT_IN, STEP, Item, Phrase
from bot.core.triage.signs import Index, Signs
from bot.core.triage.tokens import Message

NEAR = 6
"""… between two parts that are joined by `+`."""
FAR = 80
"""… between two parts that are joined by `&`."""
MOST = 80
"""Places of one phrase that are looked at; a message that repeats one word a thousand times stops here."""


class Span(NamedTuple):
    """Where a pattern was found: first word, one past the last, and the words that it used."""

    start: int
    end: int
    used: frozenset[int]


class Group:
    """Phrases that one name stands for, found by the rarest of their words."""

    def __init__(self, phrases: tuple[Phrase, ...], signs: Signs) -> None:
        self._phrases = phrases
        self._index = Index(map(signs.phrase, phrases))
        self.single = tuple(word for phrase in phrases if len(phrase) == 1 for word in phrase[0].words)

    def within(self, message: Message) -> Iterable[Phrase]:
        """The phrases that may stand in a message."""
        return (self._phrases[place] for place in self._index.within(message))


class Finder:
    """Finds patterns in one message; what a group matches is worked out once."""

    def __init__(
        self, message: Message, groups: Mapping[str, Group], tight: frozenset[str] = frozenset()
    ) -> None:
        self.message = message
        self._tight = tight
        self._groups = groups
        self._found: dict[str, list[Span]] = {}
        self._phrases: dict[tuple[int, bool], list[Span]] = {}
        self._items: dict[int, list[Span]] = {}
        self._words: dict[str, list[Span]] = {}
        small = groups["fillers"].single if "fillers" in groups else ()
        fillers = {place for word in small for place in message.positions.get(word, ())}
        self._weight = [0]
        for place in range(len(message.words)):
            self._weight.append(self._weight[-1] + (place not in fillers))

    def between(self, left: int, right: int) -> int:
        """How many words, fillers apart, stand from `left` up to `right`."""
        return self._weight[right] - self._weight[left] if right > left else 0

    def group(self, name: str) -> list[Span]:
        """Where any phrase of the group stands."""
        found = self._found.get(name)
        if found is None:
            self._found[name] = []
            if name in BUILT_IN:
                found = _numbers(self.message, name)
            else:
                phrases = self._groups[name].within(self.message) if name in self._groups else ()
                tight = name in self._tight
                found = _tidy(span for phrase in phrases for span in self.phrase(phrase, tight=tight))
            self._found[name] = found
        return found

    def phrase(self, phrase: Phrase, *, tight: bool = False) -> list[Span]:
        """Where a phrase stands, in order of its first word. `tight`: only fillers may stand between."""
        # Nearly every phrase has a word that the message lacks: seen at once, before anything is built.
        present = self.message.positions.keys()
        for item in phrase:
            if not (item.groups or item.phrases) and present.isdisjoint(item.words):
                return []
        # The rules keep their phrases for good, so that none can be taken for another.
        key = (id(phrase), tight)
        found = self._phrases.get(key)
        if found is None:
            found = self._phrases[key] = self._placed(phrase, tight)
        return found

    def _placed(self, phrase: Phrase, tight: bool) -> list[Span]:
        spans = self._item(phrase[0])
        for item in phrase[1:]:
            if not spans:
                return []
            nexts = self._item(item)
            gap = 0 if tight and item.gap == STEP else item.gap
            starts = [span.start for span in nexts]
            grown: list[Span] = []
            for span in spans:
                at = bisect_left(starts, span.end)
                if at == len(starts) or starts[at] - span.end > _furthest(gap):
                    continue
                for follower in nexts[at : at + 3]:
                    if not self._reach(span.end, follower.start, gap):
                        break
                    grown.append(Span(span.start, follower.end, span.used | follower.used))
            spans = _tidy(grown)
        return spans

    def near(self, terms: tuple[Phrase, ...]) -> list[Span]:
        """Where all terms stand near each other in one sentence, in any order."""
        spans = self.phrase(terms[0])
        for term in terms[1:]:
            if not spans:
                return []
            others = self.phrase(term)
            starts = [span.start for span in others]
            grown = []
            for span in spans:
                at = bisect_left(starts, span.start)
                for other in others[max(0, at - 3) : at + 3]:
                    if span.used & other.used:
                        continue
                    left, right = (span, other) if span.start <= other.start else (other, span)
                    if left.end > right.start or self._reach(left.end, right.start, NEAR):
                        end = max(left.end, right.end)
                        grown.append(Span(left.start, end, span.used | other.used))
            spans = _tidy(grown)
        return spans

    def same_sentence(self, left: int, right: int) -> bool:
        """Whether two words stand in one sentence."""
        return self.message.sentence[left] == self.message.sentence[right]

    def _reach(self, end: int, start: int, gap: int) -> bool:
        if start - end > _furthest(gap):
            return False
        return self.same_sentence(end - 1, start) and self.between(end, start) <= gap

    def _item(self, item: Item) -> list[Span]:
        # Thousands of phrases share a few hundred steps ("my", "i|we"), each of which is one object for good.
        found = self._items.get(id(item))
        if found is None:
            found = self._items[id(item)] = self._standing(item)
        return found

    def _standing(self, item: Item) -> list[Span]:
        present = self.message.positions
        spans = [span for word in item.words if word in present for span in self._word(word)]
        for name in item.groups:
            spans.extend(self.group(name))
        for phrase in item.phrases:
            spans.extend(self.phrase(phrase))
        return _tidy(spans)

    def _word(self, word: str) -> list[Span]:
        spans = self._words.get(word)
        if spans is None:
            places = self.message.positions[word]
            spans = self._words[word] = [Span(place, place + 1, frozenset((place,))) for place in places]
        return spans


def _furthest(gap: int) -> int:
    """Words, fillers among them, that may stand where `gap` other words may."""
    return 3 * gap + 2


def _tidy(spans: Iterable[Span]) -> list[Span]:
    found = list(spans)
    if len(found) < 2:
        return found
    by_place = {(span.start, span.end): span for span in found}
    return [by_place[place] for place in sorted(by_place)][:MOST]


_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty".split()
)


def _numbers(message: Message, name: str) -> list[Span]:
    found = []
    for place, word in enumerate(message.words):
        year = len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")
        if year if name == "year" else word[0].isdigit() or word in _NUMBERS:
            found.append(Span(place, place + 1, frozenset((place,))))
    return found[:MOST]
