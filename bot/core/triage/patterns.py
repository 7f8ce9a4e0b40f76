"""The little language of the rules. How a pattern is found in a message: `bot.core.triage.finding`.

cant breathe          these words in this order; fillers and one other word may stand between
cant =breathe         the same with nothing but fillers between
<chest> .. <hurts>    the same with up to 5 other words between
<chest> + <hurts>     both near each other in one sentence, in either order
<steroids> & <fever>  both in the message, in any sentence
a + b ! c             … but not where c stands near in the same sentence
cant|couldnt          either word                 swell*  swell, swells, swelling, swelled
left arm / right arm  either phrase, up to the next `..`, `+`, `&` or `!`
<name>                any phrase of that group    <number> <year>  digits
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

STEP = 1
"""Other words, fillers apart, that may stand between two words of a phrase."""
STRIDE = 5
"""… between two that are joined by `..`."""
_ENDINGS = ("", "s", "es", "e", "ed", "d", "ing", "ings")
BUILT_IN = ("number", "year")
KEPT = 8192
"""Lines whose reading is kept: the checks of the content and the search read the same ones."""


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a phrase: any of these words, groups or phrases, after at most `gap` other words."""

    words: tuple[str, ...]
    groups: tuple[str, ...]
    gap: int
    phrases: tuple[tuple[Item, ...], ...] = ()


Phrase = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule line taken apart: `&` over `+` over phrases, and the `!` phrases that forbid it."""

    parts: tuple[tuple[Phrase, ...], ...]
    forbidden: tuple[Phrase, ...]


@lru_cache(KEPT)
def parse(pattern: str) -> Pattern:
    """The pattern that a line stands for. Raises PatternError."""
    wanted, *forbidden = (piece.strip() for piece in f" {pattern} ".split(" ! "))
    parts = tuple(
        tuple(parse_phrase(term) for term in part.split(" + ")) for part in f" {wanted} ".split(" & ")
    )
    return Pattern(parts, tuple(parse_phrase(phrase) for phrase in forbidden))


@lru_cache(KEPT)
def parse_phrase(text: str) -> Phrase:
    """One phrase of a group or a pattern. Raises PatternError."""
    items: list[Item] = []
    for place, segment in enumerate(f" {text} ".split(" .. ")):
        gap = STRIDE if place else STEP
        choices = f" {segment} ".split(" / ")
        if len(choices) > 1:
            items.append(Item((), (), gap, tuple(parse_phrase(choice) for choice in choices)))
            continue
        for word in segment.split():
            close = word.startswith("=") and bool(items)
            items.append(_item(word.removeprefix("="), 0 if close else gap))
            gap = STEP
    if not items:
        raise PatternError("there is an empty part")
    return tuple(items)


@lru_cache(KEPT)
def _item(text: str, gap: int) -> Item:
    words: list[str] = []
    groups: list[str] = []
    for choice in text.split("|"):
        stem = choice.rstrip("*")
        if choice.startswith("<") and choice.endswith(">"):
            groups.append(choice[1:-1])
        elif stem.replace(".", "").isalnum() and choice == choice.lower():
            words.extend([stem + ending for ending in _ENDINGS] if choice.endswith("*") else [stem])
        else:
            raise PatternError(f"`{choice}` is neither a plain lower-case word nor a <group>")
    return Item(tuple(words), tuple(groups), gap)


def words_of(phrases: Iterable[Phrase]) -> set[str]:
    """Every word that these phrases name."""
    found: set[str] = set()
    for phrase in phrases:
        for item in phrase:
            found.update(item.words, words_of(item.phrases))
    return found


def groups_of(phrases: Iterable[Phrase]) -> set[str]:
    """Every group that these phrases name."""
    found: set[str] = set()
    for phrase in phrases:
        for item in phrase:
            found.update(item.groups, groups_of(item.phrases))
    return found
