"""`lupus-bot due`: which cards and notices a person must look at, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.library import Library


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A card or a notice whose review is due. `day` is `date.min` where it has no date."""

    day: date
    id: str
    title: str


def due_by(library: Library, by: date) -> list[Due]:
    """What is due for review on or before a day, oldest first; what has no date comes before all."""
    found = [Due(card.review.due or date.min, card.id, card.title) for card in library.cards.values()]
    for flag in library.red_flags.flags:
        title = library.red_flags.notice(flag.id).title
        found.append(Due(flag.review.due or date.min, flag.id, title))
    return sorted(each for each in found if each.day <= by)
