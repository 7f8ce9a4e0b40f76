"""Misspelt rule words: one slip in a short word, two in a long one, never a word that is a real one.

The index holds every rule word with one or two letters left out, so that a look-up costs the same
however many rule words there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

LONG = 9
"""From this many letters on, two slips are forgiven."""
SHORT = 4
"""Below this many letters, only swapped or doubled letters are."""


class Repairer:
    """Knows the rule words and what may be meant for one of them."""

    def __init__(self, rule_words: Iterable[str], real_words: frozenset[str]) -> None:
        self._known = frozenset(rule_words)
        self._real = real_words
        self._index: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            if word.isascii() and word.isalpha() and len(word) >= 3:
                for key in _left_out(word):
                    self._index[key].append(word)
        self._longest = max(map(len, self._known), default=0)

    def knows(self, word: str) -> bool:
        """Whether this is a rule word as it stands."""
        return word in self._known

    def forms(self, word: str) -> tuple[str, ...]:
        """The rule words that a word is, or may be meant for; empty for most words."""
        if word in self._known:
            return (word,)
        if word.endswith("s") and word[:-1] in self._known and len(word) > 3:
            return (word[:-1],)
        if self._is_real(word) or len(word) < 3 or len(word) > 24 or not word.isalpha():
            return ()
        return self._near(word)

    def split(self, word: str) -> tuple[str, ...]:
        """The words of a run-together one (`cantbreathe`), or the word itself; `word` has no forms of its own."""
        if len(word) < 6 or len(word) > 60 or self._is_real(word):
            return (word,)
        best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest), end):
                before = best[start]
                piece = word[start:end]
                if before is None or not self._is_piece(piece):
                    continue
                cost = before[0] + (3 if len(piece) < 3 else 2)
                now = best[end]
                if now is None or cost < now[0]:
                    best[end] = (cost, (*before[1], piece))
        whole = best[-1]
        return whole[1] if whole is not None and _plausible(whole[1]) else (word,)

    def broken(self, first: str, second: str) -> bool:
        """Whether two pieces are one rule word with a space in it (`bre athe`)."""
        whole = first + second
        if len(whole) < 5 or whole not in self._known:
            return False
        return not (first in self._known or first in self._real) or not (
            second in self._known or second in self._real
        )

    def _is_real(self, word: str) -> bool:
        return word in self._real or (word.endswith("s") and word[:-1] in self._real)

    def _is_piece(self, piece: str) -> bool:
        return piece in self._known and (len(piece) > 1 or piece in ("i", "a"))

    def _near(self, word: str) -> tuple[str, ...]:
        candidates: set[str] = set()
        for key in _left_out(word):
            candidates.update(self._index.get(key, ()))
        near = [(OSA.distance(word, rule), rule) for rule in candidates]
        near = [(distance, rule) for distance, rule in near if _forgiven(word, rule, distance)]
        if not near:
            return ()
        least = min(distance for distance, _ in near)
        return tuple(sorted(rule for distance, rule in near if distance == least))


def _forgiven(word: str, rule: str, distance: int) -> bool:
    shorter = min(len(word), len(rule))
    if len(rule) < SHORT or len(word) < SHORT:
        swapped = sorted(word) == sorted(rule) and word[0] == rule[0]
        doubled = len(word) == len(rule) + 1 and set(word) == set(rule) and word[0] == rule[0]
        dropped = len(rule) >= SHORT and word[0] == rule[0] and distance == 1
        return distance == 1 and (swapped or doubled or dropped)
    return distance <= (2 if shorter >= LONG and word[0] == rule[0] else 1)


def _left_out(word: str) -> set[str]:
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    keys = {word} | once
    if len(word) >= LONG:
        for shorter in once:
            keys |= {shorter[:at] + shorter[at + 1 :] for at in range(len(shorter))}
    return keys


def _plausible(pieces: tuple[str, ...]) -> bool:
    # Chains of tiny words come out of any long word; run-together writing has real ones among them.
    return len(pieces) > 1 and sum(map(len, pieces)) / len(pieces) >= 2.6 and max(map(len, pieces)) >= 4
