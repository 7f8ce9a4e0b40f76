"""The bot is added to a group or removed: it greets once, and its settings do not outlive it for long."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot.channels.telegram.group_settings import GroupSettings, keep, load
from bot.channels.telegram.outbox import Place
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.reply import Block, Reply
from bot.store import StoreError

LEFT_SECONDS = 7 * 24 * 3600.0
_GONE = ("left", "kicked")


async def changed(shared: Shared, update: Update) -> None:
    """Greet once when added; arrange for the settings to go when removed."""
    change = update.my_chat_member
    if change is None or change.chat.type not in ("group", "supergroup"):
        return
    chat = change.chat.id
    before, after = change.old_chat_member.status, change.new_chat_member.status
    settings = await load(shared.store, chat)
    if after in _GONE:
        await _left(shared, chat, settings)
    elif before in _GONE:
        if not settings.greeted:
            await shared.outbox.send(Place(chat), pages(Reply((Block("line", shared.word("group_hello")),))))
            shared.greeted.put(chat, True)
        try:
            # Kept in any case: they stay, if they were about to be deleted.
            await keep(shared.store, chat, replace(settings, greeted=True))
        except StoreError:
            return


async def _left(shared: Shared, chat: int, settings: GroupSettings) -> None:
    shared.forget_chat(chat)
    try:
        await keep(shared.store, chat, replace(settings, greeted=False))
        await shared.store.leave_group(chat, LEFT_SECONDS)
    except StoreError:
        return
