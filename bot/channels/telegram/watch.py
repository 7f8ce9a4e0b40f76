"""The safety watch: unaddressed group messages, read for danger only, where admins have asked for that."""

from __future__ import annotations

from telegram import Message
from telegram.error import TelegramError

from bot.channels.telegram.incoming import Incoming, author
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import notice_block
from bot.dialogue.reply import Block, Reply


async def read(shared: Shared, said: Message, incoming: Incoming) -> None:
    """Reply gently where somebody may be in danger, at most once an hour per person.

    Nothing is counted, and nothing kept but that this person had a reply within the hour: in memory only.
    """
    key = (said.chat_id, author(said))
    if not incoming.text or shared.watched.get(key):
        return
    notice = shared.assistant.danger(incoming.text)
    if notice is None:
        return
    shared.watched.put(key, True)
    block = notice_block(shared.library, notice, country=shared.assistant.country)
    reply = Reply((Block("line", shared.word("watch_intro")), block))
    try:
        await shared.outbox.send(place_of(said), pages(reply), urgent=True)
    except TelegramError:
        shared.watched.drop(key)
        raise
