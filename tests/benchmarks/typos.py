"""Slips of the finger: about one word in six, the same ones each time for the same text and hand."""

from __future__ import annotations

import random
import re
from zlib import crc32

IN_WORDS = 6
"""Words to one typo."""
SHORTEST = 4
"""Letters of the words that are spoilt: a slip in a shorter one often gives another word."""
_NEAR = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "sq vn xv sf wr dg fh gj uo hk jl kp nk bm ip ol wa et ad ry yi cb qe zc tu xs".split(),
        strict=True,
    )
)
"""Two neighbours of each key."""


def with_typos(text: str, hand: int = 0) -> str:
    """The text with one typo in six words: a letter lost, doubled, swapped with the next, or a key beside it. Each
    `hand` slips elsewhere."""
    chance = random.Random(crc32(text.encode()) + hand)
    spans = list(re.finditer(r"[^\W\d_]+", text))
    long = [span for span in spans if len(span.group()) >= SHORTEST]
    # A short text gets its typo as often as it has a sixth of six words.
    number, left = divmod(len(spans), IN_WORDS)
    number += chance.random() < left / IN_WORDS
    for span in sorted(chance.sample(long, min(number, len(long))), key=lambda each: -each.start()):
        text = text[: span.start()] + _spoilt(span.group(), chance) + text[span.end() :]
    return text


def _spoilt(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    match chance.randrange(4):
        case 0:
            return before + after
        case 1:
            return before + letter + letter + after
        case 2:
            return before + after[0] + letter + after[1:]
    return before + chance.choice(_NEAR.get(letter.lower(), letter)) + after
