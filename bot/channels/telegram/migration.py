"""A group that becomes a supergroup gets another number: its settings, and questions on their way, follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Message

from bot.channels.telegram.shared import Shared
from bot.store import StoreError


async def told(shared: Shared, said: Message) -> bool:
    """Whether the message only says that the group has moved: in the old chat, in the new one, or in both."""
    if said.migrate_to_chat_id:
        await move(shared, said.chat_id, said.migrate_to_chat_id)
    elif said.migrate_from_chat_id:
        await move(shared, said.migrate_from_chat_id, said.chat_id)
    else:
        return False
    return True


async def follow(shared: Shared, update: Mapping[str, Any], new: int) -> dict[str, Any]:
    """The update as if it had been sent in the new chat, after its settings have been moved there."""
    kind = next(kind for kind in update if kind != "update_id")
    body: dict[str, Any] = dict(update[kind])
    message = dict(body["message"]) if kind == "callback_query" else body
    await move(shared, message["chat"]["id"], new)
    message["chat"] = {**message["chat"], "id": new, "type": "supergroup"}
    if kind == "callback_query":
        body["message"] = message
    return {**update, kind: body}


async def move(shared: Shared, old: int, new: int) -> None:
    """Give the settings to the new number. A store that is down leaves the defaults there, which are polite."""
    shared.forget_chat(old)
    try:
        await shared.store.move_group(old, new)
    except StoreError:
        return
