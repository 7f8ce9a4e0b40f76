"""`lupus-bot due`: which cards and notices a person must look at, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.core.model import Card


def due_cards(cards: Iterable[Card], by: date) -> list[tuple[date, Card]]:
    """The cards whose review is due on or before a day, oldest first; a card without a date is first."""
    found = [(card.review.due or date.min, card) for card in cards]
    return sorted(((due, card) for due, card in found if due <= by), key=lambda row: (row[0], row[1].id))
