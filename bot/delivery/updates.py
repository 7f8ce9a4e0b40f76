"""What delivery must know of an update: its number, its chat, its age. Total: whatever Telegram sends, none raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LARGEST = 2**63
"""Numbers from here on fit no store; Telegram's own are far smaller."""


def number_of(update: Mapping[str, Any]) -> int | None:
    """The number of an update, or None if it has none that can be used."""
    number = update.get("update_id")
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < LARGEST
    return number if usable else None


def asked_at(update: Mapping[str, Any]) -> float | None:
    """When the message of an update was written, as Telegram says; None if it does not say."""
    for kind in ("message", "edited_message"):
        message = update.get(kind)
        if isinstance(message, Mapping):
            date = message.get("edit_date", message.get("date"))
            return float(date) if isinstance(date, int) and 0 < date < LARGEST else None
    return None


def chat_of(update: Mapping[str, Any]) -> str:
    """Which updates must keep their order: those of one chat; inline queries of one person."""
    for kind, body in update.items():
        if not isinstance(body, Mapping):
            continue
        message = body.get("message") if kind == "callback_query" else body
        chat = message.get("chat") if isinstance(message, Mapping) else None
        if isinstance(chat, Mapping):
            return str(chat.get("id"))
        sender = body.get("from")
        if isinstance(sender, Mapping):
            return f"from {sender.get('id')}"
    return ""
