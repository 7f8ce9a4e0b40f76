"""Buttons and the at most 64 bytes of data behind each: `v1:<action>:<value>`, looked up, never trusted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.library import Library
from bot.dialogue.pages import PAGES
from bot.dialogue.reply import Action, Button

MOST_LABEL = 64
_SHORT = 24
"""Labels up to this many characters share a row with another."""
_DATA = re.compile(r"v1:([a-z_]{1,16}):([A-Za-z0-9_.=-]{0,44})")
_KINDS: dict[str, str] = {"a": "answer", "c": "clarify", "f": "fallback", "o": "out_of_scope"}
_ACTIONS: dict[Action, str] = {
    "card": "c",
    "more": "m",
    "topic": "t",
    "page": "p",
    "not_now": "n",
    "none_of_these": "none",
}
_NAMES: dict[str, Action] = {short: action for action, short in _ACTIONS.items()}


def code(name: str) -> str:
    """A short, stable code for an id: the same in every process that has it."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


class Codes:
    """The ids of one library by their codes."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._cards = {code(card_id): card_id for card_id in library.cards}
        self._topics = {code(topic): topic for topic in library.topics}
        self._subjects = {code(card.subject): card.subject for card in library.cards.values() if card.subject}

    def card(self, short: str) -> str:
        """The card's id. Raises KeyError for a code of no card."""
        return self._cards[short]

    def topic(self, value: str) -> str:
        """`topic/subject/screen` as the dialogue knows it. Raises KeyError for what is unknown."""
        topic, subject, screen = value.split(".") if value.count(".") == 2 else ("", "", "")
        parts = [self._topics[topic], self._subjects[subject] if subject else "", screen]
        if screen and not (screen.isascii() and screen.isdigit() and len(screen) < 4):
            raise KeyError(value)
        return "/".join(part for part in parts if part)


def data_of(button: Button) -> str:
    """The callback data of a button."""
    value = button.value
    if button.action in ("card", "more"):
        value = code(value)
    elif button.action == "topic":
        topic, *rest = value.split("/")
        screen = rest.pop() if rest and rest[-1].isdigit() else ""
        value = f"{code(topic)}.{code(rest[0]) if rest else ''}.{screen}"
    elif button.action == "not_now":
        kind, *ids = value.split()
        value = ".".join((kind[0], *(code(card_id) for card_id in ids[:3])))
    return f"v1:{_ACTIONS[button.action]}:{value}"


def parse(data: str) -> tuple[str, str] | None:
    """The action and the value in callback data, or None if it was not made by this version."""
    found = _DATA.fullmatch(data)
    return (found[1], found[2]) if found else None


def button_of(action: str, value: str, known: Codes) -> Button:
    """The dialogue's button behind callback data. Raises KeyError for what is not there any more."""
    name = _NAMES[action]
    if name in ("card", "more"):
        return Button("", name, known.card(value))
    if name == "topic":
        return Button("", name, known.topic(value))
    if name == "not_now":
        kind, *shorts = value.split(".")
        return Button("", name, " ".join((_KINDS[kind], *(known.card(short) for short in shorts))))
    if name == "page" and value not in PAGES:
        raise KeyError(value)
    return Button("", name, value)


def tap(label: str, action: str, value: str = "") -> InlineKeyboardButton:
    """A button of the channel's own, such as Helpful."""
    return InlineKeyboardButton(_label(label), callback_data=f"v1:{action}:{value}")


def link(label: str, url: str) -> InlineKeyboardButton:
    """A button that opens an address."""
    return InlineKeyboardButton(_label(label), url=url)


def copy(label: str, text: str) -> InlineKeyboardButton:
    """A button that copies a text, at most 256 characters, to the clipboard."""
    return InlineKeyboardButton(_label(label), copy_text=CopyTextButton(text[:256]))


def rows(buttons: Iterable[Button]) -> list[list[InlineKeyboardButton]]:
    """The dialogue's buttons in rows: questions one a row, the rest two a row where they are short."""
    placed: list[list[InlineKeyboardButton]] = []
    pair = False
    for button in buttons:
        key = InlineKeyboardButton(_label(button.label), callback_data=data_of(button))
        short = button.action != "card" and len(button.label) <= _SHORT
        if pair and short and len(placed[-1]) < 2:
            placed[-1].append(key)
        else:
            placed.append([key])
        pair = short
    return placed


def markup(lines: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """The keyboard, or None if there is nothing on it."""
    kept = [line for line in lines if line]
    return InlineKeyboardMarkup(kept) if kept else None


def _label(text: str) -> str:
    return text if len(text) <= MOST_LABEL else f"{text[: MOST_LABEL - 1]}…"
