"""A text as comparable words: apostrophes gone, endings off."""

from __future__ import annotations

import snowballstemmer

from bot.core.normalise import words

_STEMMER = snowballstemmer.stemmer("english")


def tokens(normalised: str) -> tuple[str, ...]:
    """The words of a normalised text without apostrophes: `i can't` gives `("i", "cant")`."""
    return tuple(word.replace("'", "") for word in words(normalised))


class Stems:
    """Word → stem, remembering those of the content only (never what people write)."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, word: str) -> str:
        """The stem, kept for the next time."""
        stem = self._known.get(word)
        if stem is None:
            stem = self._known[word] = _stem(word)
        return stem

    def of(self, word: str) -> str:
        """The stem, not kept."""
        return self._known.get(word) or _stem(word)


def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word)) if len(word) <= 40 else word[:40]
