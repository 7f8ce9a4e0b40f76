"""Deep links: t.me addresses that open the private chat at a card."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.library import Library

MOST_PAYLOAD = 64


def payload(card_id: str) -> str:
    """The start payload of a card: its id with a hyphen for the dot, which Telegram does not allow there."""
    return card_id.replace(".", "-", 1)


def card_of(start: str, library: Library) -> str | None:
    """The card that a start payload means, if there is one."""
    card_id = start.replace("-", ".", 1)
    return card_id if card_id in library.cards else None


def private_link(username: str, start: str = "") -> str:
    """The address of the private chat, at a card or a page."""
    short = start if len(start) <= MOST_PAYLOAD else ""
    return f"https://t.me/{username}?start={short}" if short else f"https://t.me/{username}"


def all_links(username: str, library: Library) -> Iterator[tuple[str, str]]:
    """Each card's title and its deep link."""
    for card in library.cards.values():
        yield card.title, private_link(username, payload(card.id))
