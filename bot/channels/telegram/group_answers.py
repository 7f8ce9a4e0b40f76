"""What a turn looks like in a group: short, in private, or only for the asker; danger always in full."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.channels.telegram.group_settings import GroupSettings
from bot.channels.telegram.keyboards import link, markup, rows
from bot.channels.telegram.links import payload, private_link
from bot.channels.telegram.outbox import Place
from bot.channels.telegram.rendering import pages, units
from bot.channels.telegram.shared import Answered, Shared
from bot.core.model import Card
from bot.dialogue.composing import say
from bot.dialogue.reply import Block, Remembered, Reply, Turn

SHORTEST_READING = 60.0
CHARACTERS_A_MINUTE = 500.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an answer goes, for whom, and how the group wants it. `said` is None after a press."""

    place: Place
    asker: int
    said: Message | None
    chat: Chat
    settings: GroupSettings
    before: Remembered


async def reply_in_group(shared: Shared, turn: Turn, asked: Asked) -> None:
    """Send the turn as the group wants it. Raises what Telegram answers."""
    cards = [shared.library.cards[card_id] for card_id in turn.answers]
    if turn.notice is not None or turn.decision == "escalate":
        if turn.decision != "escalate" and any(card.sensitive for card in cards):
            notices = tuple(block for block in turn.reply.blocks if block.kind == "notice")
            turn = replace(turn, reply=Reply(notices))
        await _send(shared, asked, turn.reply, markup(_keys(shared, turn, cards)), danger=True)
        return
    ours = [card for card in cards if card.topic != "chat"]
    if any(card.topic in asked.settings.off for card in ours):
        await _private(shared, asked, ours[0], "group_topic_off")
    elif asked.settings.mode == "ephemeral" and await _only_for_asker(shared, asked, turn, cards):
        return
    elif any(card.sensitive for card in cards):
        await _private(shared, asked, ours[0], "group_sensitive")
    elif ours and asked.settings.mode != "short":
        try:
            await _private(shared, asked, ours[0], "group_private")
        except BadRequest:
            await _send(shared, asked, turn.reply, None)
    elif ours and await _said_before(shared, asked, ours):
        return
    else:
        sent = await _send(shared, asked, turn.reply, markup(_keys(shared, turn, cards)))
        if ours and not asked.settings.tidy:
            shared.said_here.put((asked.place.chat, asked.place.thread or 0, ours[0].id), sent.message_id)


def _keys(shared: Shared, turn: Turn, cards: list[Card]) -> list[list[InlineKeyboardButton]]:
    if cards:
        label = shared.word("button_private")
        return [[link(label, private_link(shared.username, payload(cards[0].id)))]]
    if turn.decision == "escalate":
        return rows(turn.reply.buttons)
    calm = [
        button
        for button in turn.reply.buttons
        if button.action == "none_of_these"
        or (button.action == "card" and not shared.library.cards[button.value].sensitive)
    ]
    return [*rows(calm), [link(shared.word("button_ask_private"), private_link(shared.username, "topics"))]]


async def _private(shared: Shared, asked: Asked, card: Card, key: str) -> None:
    label = shared.word("button_private")
    keys = markup([[link(label, private_link(shared.username, payload(card.id)))]])
    await _send(shared, asked, Reply((Block("line", shared.word(key)),)), keys)


async def _said_before(shared: Shared, asked: Asked, cards: list[Card]) -> bool:
    """One line under the earlier answer, if the same card was shown here within the hour."""
    place = asked.place
    earlier = shared.said_here.get((place.chat, place.thread or 0, cards[0].id))
    if earlier is None or asked.settings.tidy or len(cards) > 1:
        return False
    text = say(shared.library.wording, "group_again", title=cards[0].title)
    buttons = []
    if asked.chat.type == "supergroup":
        name = asked.chat.username or f"c/{str(place.chat).removeprefix('-100')}"
        buttons = [link(shared.word("button_earlier"), f"https://t.me/{name}/{earlier}")]
    below = replace(place, reply_to=earlier, strict=True)
    try:
        await shared.outbox.send(below, pages(Reply((Block("line", text),))), markup([buttons]))
    except BadRequest:
        return False  # the earlier answer is gone: say it again
    return True


async def _only_for_asker(shared: Shared, asked: Asked, turn: Turn, cards: list[Card]) -> bool:
    """Whether the asker has been shown the answer. A server that ignores the wish would show it to all, so the
    first try says nothing that is not for all."""
    if asked.asker <= 0 or shared.ephemeral.get(0) is False:
        return False
    place = replace(asked.place, reply_to=None)
    probe = pages(Reply((Block("line", shared.word("group_only_you")),)))
    parts = pages(turn.reply)
    try:
        if shared.ephemeral.get(0) is None:
            sent = await shared.outbox.send(place, probe, only_for=asked.asker)
            shown = bool(sent.api_kwargs.get("ephemeral_message_id"))
            shared.ephemeral.put(0, shown)
            if not shown:
                await shared.outbox.delete(place.chat, sent.message_id)
                return False
        keys = markup(_keys(shared, turn, cards))
        sent = await shared.outbox.send(place, parts, keys, only_for=asked.asker)
    except BadRequest:
        shared.ephemeral.put(0, False)
        return False
    return bool(sent.api_kwargs.get("ephemeral_message_id"))


async def _send(
    shared: Shared, asked: Asked, reply: Reply, keys: InlineKeyboardMarkup | None, *, danger: bool = False
) -> Message:
    parts = pages(reply)
    said = asked.said
    known = shared.answered.get((said.chat_id, said.message_id)) if said is not None else None
    sent = None
    if known is not None:
        sent = await shared.outbox.edit(asked.place.chat, known.message_id, parts, keys)
    if sent is None:
        sent = await shared.outbox.send(asked.place, parts, keys, urgent=danger)
    shared.askers.put((asked.place.chat, sent.message_id), asked.asker)
    if said is not None:
        shared.answered.put((said.chat_id, said.message_id), Answered(sent.message_id, asked.before))
    if asked.settings.tidy and not danger:
        _delete_later(shared, sent, sum(units(part) for part in parts))
    return sent


def _delete_later(shared: Shared, sent: Message, length: int) -> None:
    """Delete an answer after the time that it takes to read. A restart forgets it: the answer stays."""

    async def delete() -> None:
        await asyncio.sleep(max(SHORTEST_READING, 60.0 * length / CHARACTERS_A_MINUTE))
        await shared.outbox.delete(sent.chat_id, sent.message_id)

    task = asyncio.create_task(delete())
    shared.tasks.add(task)
    task.add_done_callback(shared.tasks.discard)
