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
FAR_RARER = 20
"""Times another word is used more often than one that the content repeats before this is taken for a slip all the same:
phrasings spell as people do."""
SLIP, MEDICINE = 5, 7
"""Letters from which a word may be such a slip of a finger; and any misspelling of a medicine that repair forgives."""
MOST_REPAIRS = 40
"""Unknown words looked up in one message, to bound the time for a long one."""
LONGEST = 32
"""Letters above which a word is left alone."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {key: (column + row / 2, row) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
_BESIDE = {
    key: "".join(
        other
        for other, (across, down) in _PLACES.items()
        if other != key and abs(across - x) <= 1 and abs(down - y) <= 1
    )
    for key, (x, y) in _PLACES.items()
}
"""The keys beside each key."""


class Speller:
    """Repairs unknown words to words that the content uses.

    `counts` are the content's words; `names` are spellings that count as right however rare they are, and `medicines`
    those of them that are a medicine's; `common` is the guard.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        names: Iterable[str],
        common: frozenset[str],
        medicines: Iterable[str] = (),
    ) -> None:
        self._common = common
        names = frozenset(names)
        right = {word: n for word, n in counts.items() if word in common or n >= 3}
        slips = _slips(right, right.keys() - names - common, frozenset(medicines))
        # A content word that is neither common nor repeated may itself be a misspelt phrasing.
        self._right = {word: n for word, n in right.items() if word not in slips}
        for name in names:
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
            return (min(near, key=lambda each: (each[1], *self._unlikely(word, each[0])))[0],)
        return self._split(word) or (word,)

    def _unlikely(self, word: str, meant: str) -> tuple[bool, bool, int]:
        """How unlikely it is that a word was meant, among those that are as many slips away."""
        return meant[0] != word[0], not _is_slip(word, meant), -self._right[meant]

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


def _slips(right: Mapping[str, int], unknown: Iterable[str], medicines: frozenset[str]) -> set[str]:
    """Of the words that the content repeats and nobody else knows, those that misspell one used far more often."""
    often: dict[str, list[str]] = defaultdict(list)
    for word, n in right.items():
        if n >= 3 * FAR_RARER and len(word) >= SLIP - 1:
            often[word[0]].append(word)
    return {
        word
        for word in unknown
        if len(word) >= SLIP and word.isalpha() and word[0] in often
        for meant, distance, _ in process.extract(
            word, often[word[0]], scorer=OSA.distance, score_cutoff=_reach(len(word)), limit=None
        )
        if right[meant] >= FAR_RARER * right[word]
        and (_is_slip(word, meant) if distance == 1 else len(word) >= MEDICINE and meant in medicines)
    }


def _shortened(right: Mapping[str, int]) -> dict[str, str]:
    """Words that lost a letter and are then too short to be repaired otherwise (kil, drg, tet), with the word that is
    meant: the one used most."""
    found: dict[str, str] = {}
    for word in sorted(right, key=lambda each: (right[each], each)):
        if len(word) == SHORTEST and word.isalpha() and right[word] >= OFTEN:
            found |= {word[:at] + word[at + 1 :]: word for at in range(1, SHORTEST)}
    return found


def _is_slip(word: str, meant: str) -> bool:
    """Whether a finger made one word of another, which is a slip away: it left a letter out, hit one twice, hit two in
    the wrong order, or the key beside the right one."""
    at = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if at is None or len(word) < len(meant):
        return len(word) < len(meant) or word[-1:] == word[-2:-1]
    if len(word) > len(meant):
        return word[at] == word[at - 1]
    return word[at + 1 :] != meant[at + 1 :] or word[at] in _BESIDE.get(meant[at], "")


def _reach(length: int) -> int:
    """Slips that are forgiven in a word of so many letters."""
    return 1 if length < 7 else 2 if length < 11 else 3


def _lengths(length: int) -> range:
    return range(length - _reach(length), length + _reach(length) + 1)
