"""The parts of a message that may hold its question: sentences, and windows of long ones."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.encoding import WALL
from bot.core.matching.lexicon import Phrases, Words
from bot.core.matching.words import tokens
from bot.core.normalise import sentences

MOST = 3
"""Segments looked at in one message, to bound the time for a long one."""
LONG = 28
"""Words above which a sentence is looked at in windows."""
WINDOW = 20
STEP = 12
SHORTEST = 2
MANY = 24
"""Segments above which a message is a wall of text, too; of a wall one segment is looked at."""

_ASKING = frozenset(
    "what whats when where who whos why how hows which can could should shall will would do does did is are am "
    "was were has have had may might any anyone anybody".split()
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a message."""

    words: Words
    asks: bool
    """Whether it looks like a question."""


def asks(normalised: str) -> bool:
    """Whether a text looks like a question."""
    return _segment(tokens(normalised), marked="?" in normalised).asks


def is_wall(normalised: str, parts: int) -> bool:
    """Whether a text of so many parts is more than anybody types: looked at whole, it would keep others waiting."""
    return parts > MANY or len(normalised) > WALL


def starts_a_question(words: Words) -> bool:
    """Whether the first word of a text is that of a question."""
    return bool(words) and words[0] in _ASKING


def segments(normalised: str, courtesies: Phrases, most: int | None = MOST) -> list[Segment]:
    """The segments of a message in order, without courtesies; at most so many, questions and the end first."""
    found: list[Segment] = []
    for sentence in sentences(normalised):
        marked = "?" in sentence
        words = stripped(tokens(sentence), courtesies)
        if len(words) < SHORTEST:
            continue
        if len(words) <= LONG:
            found.append(_segment(words, marked))
        else:
            starts = range(0, max(1, len(words) - WINDOW + STEP), STEP)
            found += [_segment(words[start : start + WINDOW], marked) for start in starts]
    if most is None or len(found) <= most:
        return found
    ranked = sorted(range(len(found)), key=lambda at: (not found[at].asks, -at))
    chosen = {ranked[0]} if is_wall(normalised, len(found)) else {0, *ranked[: most - 1]}
    return [found[at] for at in sorted(chosen)]


def _segment(words: Words, marked: bool) -> Segment:
    return Segment(words, marked or starts_a_question(words))


def stripped(words: Words, courtesies: Phrases) -> Words:
    """The words without courtesies at the start and at the end; all of them if nothing else is there."""
    kept = words
    changed = True
    while changed and kept:
        changed = False
        for start, end, _ in courtesies.found(kept):
            if start == 0 or end == len(kept):
                kept = kept[:start] + kept[end:]
                changed = True
                break
    return kept
