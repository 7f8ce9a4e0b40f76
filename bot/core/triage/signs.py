"""Which words a message must have for a pattern to stand in it: most rules are told apart by that alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.matching.words import rarest
from bot.core.triage.patterns import BUILT_IN, Item, Phrase
from bot.core.triage.tokens import Message

Words = frozenset[str]
_NONE: Words = frozenset()


class Signs:
    """The signs of patterns: words of which a message must have one. Empty where they cannot be listed, as for a
    number: such a pattern is left to the search itself."""

    def __init__(self, groups: Mapping[str, tuple[Phrase, ...]]) -> None:
        self._groups = groups
        self._known: dict[str, Words] = {}

    def steps(self, phrases: Iterable[Phrase]) -> set[Words]:
        """The signs of every step of these phrases, each of which a message must meet."""
        return {self._step(item) for phrase in phrases for item in phrase} - {_NONE}

    def phrase(self, phrase: Phrase) -> Words:
        """The signs of the step that the fewest messages have."""
        return rarest(map(self._step, phrase))

    def _step(self, item: Item) -> Words:
        ways = [frozenset((word,)) for word in item.words]
        ways += map(self._group, item.groups)
        ways += map(self.phrase, item.phrases)
        return _NONE.union(*ways) if all(ways) else _NONE

    def _group(self, name: str) -> Words:
        if name not in self._known:
            self._known[name] = _NONE  # for a group that names itself
            ways = () if name in BUILT_IN else [self.phrase(phrase) for phrase in self._groups.get(name, ())]
            self._known[name] = _NONE.union(*ways) if all(ways) else _NONE
        return self._known[name]


class Index:
    """Numbered things, each with words of which a message must have one; those that it may have, in order."""

    def __init__(self, needs: Iterable[Iterable[str]]) -> None:
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for place, words in enumerate(needs):
            known = set(words)
            if not known:
                self._always.append(place)
            for word in known:
                self._by_word.setdefault(word, []).append(place)

    def within(self, message: Message) -> list[int]:
        """The places of what a message with these words may hold."""
        found = set(self._always)
        for word in message.positions.keys() & self._by_word.keys():
            found.update(self._by_word[word])
        return sorted(found)
