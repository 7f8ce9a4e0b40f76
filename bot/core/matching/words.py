"""A text as comparable words: apostrophes gone."""

from __future__ import annotations

from bot.core.normalise import words


def tokens(normalised: str) -> tuple[str, ...]:
    """The words of a normalised text without apostrophes: `i can't` gives `("i", "cant")`."""
    return tuple(word.replace("'", "") for word in words(normalised))
