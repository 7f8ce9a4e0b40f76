"""A text as comparable words, apostrophes gone; and which words tell texts apart."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.normalise import words


def tokens(normalised: str) -> tuple[str, ...]:
    """The words of a normalised text without apostrophes: `i can't` gives `("i", "cant")`."""
    return tuple(word.replace("'", "") for word in words(normalised))


def rarest(steps: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of several sets of words, of each of which a text must have one, the set that the fewest texts meet: few words,
    and long ones. Empty sets, whose words cannot be listed, are passed over; empty where nothing else is left."""
    return min(filter(None, steps), key=lambda step: (len(step), -min(map(len, step))), default=frozenset())


def run_of(part: tuple[str, ...], words: tuple[str, ...]) -> tuple[int, int] | None:
    """Where a part of a text stands in its words, from one number up to another; None where it does not, or is all of
    them."""
    size = len(part)
    if size < len(words):
        for start in range(len(words) - size + 1):
            if words[start : start + size] == part:
                return start, start + size
    return None
