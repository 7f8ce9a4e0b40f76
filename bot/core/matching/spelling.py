"""Spelling repair against the content's own words, guarded by common English.

Repair is what makes typing errors cheap, for the sentence encoder even more than for the rest. A word
that is common English is never "repaired": without that guard, ordinary chatter turns into our words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters below which a word is left alone: too many short words are one letter apart."""
OFTEN = 20
"""Times the content uses a word before a shorter one that nobody knows is taken for it."""
MOST_REPAIRS = 40
"""Unknown words looked up in one message, to bound the time for a long one."""
LONGEST = 32
"""Letters above which a word is left alone."""


class Speller:
    """Repairs unknown words to words that the content uses.

    `counts` are the content's words; `names` are spellings that count as right however rare they are;
    `common` is the guard.
    """

    def __init__(self, counts: Mapping[str, int], names: Iterable[str], common: frozenset[str]) -> None:
        self._names = frozenset(names)
        self._common = common
        # A content word that is neither common nor repeated may itself be a misspelt phrasing.
        self._right = {word: n for word, n in counts.items() if word in common or n >= 3}
        for name in self._names:
            self._right[name] = max(self._right.get(name, 0), 3)
        by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_tail: dict[str, list[str]] = defaultdict(list)
        for word in self._right:
            if len(word) >= SHORTEST and word.isalpha():
                by_start[word[0], len(word)].append(word)
                self._by_tail[word[1:]].append(word)
        self._shortened = _shortened(self._right)
        self._candidates = {
            (first, length): [word for near in _lengths(length) for word in by_start.get((first, near), ())]
            for first in {start for start, _ in by_start}
            for length in range(SHORTEST, LONGEST + 1)
        }

    def knows(self, word: str) -> bool:
        """Whether the word is left as it is."""
        return word in self._right or word in self._common

    def knows_well(self, word: str) -> bool:
        """Whether the content itself uses the word."""
        return word in self._right

    def repaired(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words, with unknown ones repaired where one content word is clearly meant."""
        left = MOST_REPAIRS
        kept: list[str] = []
        for word in words:
            if len(word) == SHORTEST - 1 and word in self._shortened and not self.knows(word):
                kept.append(self._shortened[word])
                continue
            if self.knows(word) or not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or left == 0:
                kept.append(word)
                continue
            left -= 1
            kept.extend(self._repair(word))
        return tuple(kept)

    def _repair(self, word: str) -> tuple[str, ...]:
        candidates = self._candidates.get((word[0], len(word)), [])
        found = process.extract(
            word, candidates, scorer=OSA.distance, score_cutoff=_reach(len(word)), limit=8
        )
        near = [(other, distance) for other, distance, _ in found]
        near += [(other, 1) for other in self._one_slip_at_the_start(word)]
        if near:
            best = min(near, key=lambda each: (each[1], each[0][0] != word[0], -self._right[each[0]]))
            return (best[0],)
        return self._split(word) or (word,)

    def _one_slip_at_the_start(self, word: str) -> list[str]:
        # A different first letter is rarely a slip of the finger, so nothing else may be wrong.
        swapped = word[1] + word[0] + word[2:]
        found = [other for tail in (word[1:], word) for other in self._by_tail.get(tail, ())]
        return [*found, *(other for other in (word[1:], swapped) if other in self._right and other != word)]

    def _split(self, word: str) -> tuple[str, ...]:
        parts = [
            (word[:cut], word[cut:])
            for cut in range(3, len(word) - 2)
            if word[:cut] in self._right and word[cut:] in self._right
        ]
        return max(parts, key=lambda pair: min(self._right[pair[0]], self._right[pair[1]]), default=())


def _shortened(right: Mapping[str, int]) -> dict[str, str]:
    """Words that lost a letter and are then too short to be repaired otherwise (kil, drg, tet), with the word that is
    meant: the one used most."""
    found: dict[str, str] = {}
    for word in sorted(right, key=lambda each: (right[each], each)):
        if len(word) == SHORTEST and word.isalpha() and right[word] >= OFTEN:
            found |= {word[:at] + word[at + 1 :]: word for at in range(1, SHORTEST)}
    return found


def _reach(length: int) -> int:
    """Slips that are forgiven in a word of so many letters."""
    return 1 if length < 7 else 2 if length < 11 else 3


def _lengths(length: int) -> range:
    return range(length - _reach(length), length + _reach(length) + 1)
