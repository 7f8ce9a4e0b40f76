"""What a turn looks like in a group: short, in private, or only for the asker; danger always in full."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.channels.telegram.group_settings import GroupSettings
from bot.channels.telegram.keyboards import link, markup, rows
from bot.channels.telegram.links import payload, private_link
from bot.channels.telegram.outbox import Place
from bot.channels.telegram.rendering import pages, units
from bot.channels.telegram.shared import Shared
from bot.core.model import Card
from bot.dialogue.composing import say
from bot.dialogue.reply import Block, Button, Remembered, Reply, Turn

SHORTEST_READING = 60.0
CHARACTERS_A_MINUTE = 500.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an answer goes, for whom, and how the group wants it."""

    place: Place
    chat: Chat
    settings: GroupSettings
    owner: int
    """Whose buttons are under it: the author of the message that it replies to."""
    reader: int
    """Who sees it where only one person may."""
    before: Remembered = field(default_factory=Remembered)
    """What was remembered of the asker before, so that an edited question can be answered again."""
    said: Message | None = None
    """The message that asked; None after a press."""
    instead_of: int | None = None
    """The message whose place it takes."""
    query: str = ""
    """The press that asked."""


def for_group(shared: Shared, turn: Turn, settings: GroupSettings, *, only_notice: bool = False) -> Turn:
    """The turn with what may be said to all in this group, remembering the buttons that it shows there."""
    cards = _cards(shared, turn)
    reply = turn.reply
    open_to_all = settings.mode == "short" and not settings.mute and not _why_private(cards, settings)
    if turn.notice is not None and (only_notice or not open_to_all):
        # What is not answered in public is not answered below a notice either.
        reply = Reply(tuple(block for block in reply.blocks if block.kind == "notice"))
    if turn.decision == "escalate":
        reply = replace(reply, buttons=turn.reply.buttons)
    else:
        reply = replace(reply, buttons=() if cards else _calm(shared, reply.buttons, settings))
    return replace(turn, reply=reply, remembered=replace(turn.remembered, offered=reply.buttons))


async def reply_in_group(shared: Shared, turn: Turn, asked: Asked) -> None:
    """Send the turn as the group wants it. Raises what Telegram answers."""
    cards = _cards(shared, turn)
    keys = _keys(shared, turn, cards)
    if turn.notice is not None:
        await _send(shared, asked, turn.reply, keys, danger=True)
        return
    asked_about = [card for card in cards if card.topic != "chat"]
    if not asked_about:
        hidden = _hidden(shared, turn)
        if hidden:
            await _private(shared, asked, hidden[0], "group_sensitive")
        elif not (_works(shared, asked) and await _only_for_reader(shared, asked, turn.reply, keys)):
            await _send(shared, asked, turn.reply, keys)
        return
    card, why = asked_about[0], _why_private(cards, asked.settings)
    if asked.settings.mode == "ephemeral" and why != "group_topic_off":
        why = why or "group_private"
        if await _tried(shared, asked, card, why) or (
            _works(shared, asked) and await _only_for_reader(shared, asked, turn.reply, keys)
        ):
            return
    elif asked.settings.mode == "private":
        why = why or "group_private"
    if why:
        try:
            await _private(shared, asked, card, why)
        except BadRequest:
            if why != "group_private":
                raise
            await _send(
                shared, asked, turn.reply, None
            )  # the link is refused: a short answer is better than none
    elif len(cards) > 1 or not await _said_before(shared, asked, card):
        sent = await _send(shared, asked, turn.reply, keys)
        if not asked.settings.tidy:
            shared.said_here.put((asked.place.chat, asked.place.thread or 0, card.id), sent)


def _cards(shared: Shared, turn: Turn) -> list[Card]:
    return [shared.library.cards[card_id] for card_id in turn.answers]


def _why_private(cards: list[Card], settings: GroupSettings) -> str:
    """The line that leads from a group to the private chat, if the cards may not be shown here to all."""
    if any(card.topic in settings.off for card in cards):
        return "group_topic_off"
    return "group_sensitive" if any(card.sensitive for card in cards) else ""


def _calm(shared: Shared, buttons: tuple[Button, ...], settings: GroupSettings) -> tuple[Button, ...]:
    """Those that may be shown to all."""
    cards = shared.library.cards
    kept = [
        button
        for button in buttons
        if button.action == "card" and not _why_private([cards[button.value]], settings)
    ]
    none = [button for button in buttons if button.action == "none_of_these"]
    return (*kept, *none) if kept else ()


def _hidden(shared: Shared, turn: Turn) -> list[Card]:
    """The cards offered instead of an answer, if none of them may be named to all."""
    if turn.answers:
        return []
    on_offer = [shared.library.cards[card_id] for card_id in turn.suggestions]
    return on_offer if on_offer and all(card.sensitive for card in on_offer) else []


def _keys(shared: Shared, turn: Turn, cards: list[Card]) -> InlineKeyboardMarkup | None:
    if turn.decision == "escalate":
        return markup(rows(turn.reply.buttons))
    asked_about = [card for card in cards if card.topic != "chat"]
    if asked_about:
        return markup([[_read_more(shared, asked_about[0])]])
    private = link(shared.word("button_ask_private"), private_link(shared.username, "topics"))
    return markup([*rows(turn.reply.buttons), [private]])


def _read_more(shared: Shared, card: Card) -> InlineKeyboardButton:
    return link(shared.word("button_private"), private_link(shared.username, payload(card.id)))


async def _private(shared: Shared, asked: Asked, card: Card, key: str) -> None:
    reply = Reply((Block("line", shared.word(key)),))
    await _send(shared, asked, reply, markup([[_read_more(shared, card)]]))


async def _said_before(shared: Shared, asked: Asked, card: Card) -> bool:
    """One line under the earlier answer, if the same card was shown here within the hour."""
    place = asked.place
    earlier = shared.said_here.get((place.chat, place.thread or 0, card.id))
    if earlier is None or asked.settings.tidy or earlier == asked.instead_of:
        return False
    reply = Reply((Block("line", say(shared.library.wording, "group_again", title=card.title)),))
    buttons = [_read_more(shared, card)]
    if asked.chat.type == "supergroup":
        name = asked.chat.username or f"c/{str(place.chat).removeprefix('-100')}"
        buttons.insert(0, link(shared.word("button_earlier"), f"https://t.me/{name}/{earlier}"))
    try:
        # Strict, and never an edit: under an answer that is gone the line would lead nowhere.
        below = replace(place, reply_to=earlier, strict=True)
        await _send(shared, replace(asked, place=below, instead_of=None), reply, markup([buttons]))
    except BadRequest:
        return False  # the earlier answer is gone: say it again
    if asked.instead_of is not None:
        await shared.outbox.delete(place.chat, asked.instead_of)
    return True


async def _tried(shared: Shared, asked: Asked, card: Card, why: str) -> bool:
    """Try for the first time in a group whether only one person can be shown a message.

    A server that does not know the wish shows it to all. So what is tried with is the private link, which would
    follow in that case anyway. Gives whether the question is dealt with by that.
    """
    chat = asked.place.chat
    if asked.reader <= 0 or shared.ephemeral.get(chat) is not None:
        return False
    line = Reply((Block("line", shared.word(why)),))
    seen_by_one = await _only_for_reader(shared, asked, line, markup([[_read_more(shared, card)]]), keep=True)
    shared.ephemeral.put(chat, bool(seen_by_one))
    return seen_by_one is False


def _works(shared: Shared, asked: Asked) -> bool:
    wished = asked.settings.mode == "ephemeral" and asked.reader > 0
    return wished and shared.ephemeral.get(asked.place.chat) is True


async def _only_for_reader(
    shared: Shared, asked: Asked, reply: Reply, keys: InlineKeyboardMarkup | None, *, keep: bool = False
) -> bool | None:
    """Whether only the reader was shown the reply; None if it was refused. `keep` it if all have seen it."""
    chat = asked.place.chat
    try:
        sent = await shared.outbox.send(
            asked.place, pages(reply), keys, only_for=asked.reader, after_press=asked.query
        )
    except BadRequest:
        return None
    if sent.api_kwargs.get("ephemeral_message_id"):
        return True
    if not keep:
        shared.ephemeral.put(chat, False)
        await shared.outbox.delete(chat, sent.message_id)
    return False


async def _send(
    shared: Shared, asked: Asked, reply: Reply, keys: InlineKeyboardMarkup | None, *, danger: bool = False
) -> int:
    """Send or edit; the number of the message."""
    parts = pages(reply)
    chat, number = asked.place.chat, asked.instead_of
    if number is None or not await shared.outbox.edit(chat, number, parts, keys, urgent=danger):
        number = (await shared.outbox.send(asked.place, parts, keys, urgent=danger)).message_id
    shared.askers.put((chat, number), asked.owner)
    if asked.said is not None:
        shared.note_answer(asked.said, number, asked.before)
    if asked.settings.tidy and not danger:
        _delete_later(shared, chat, number, sum(units(part) for part in parts))
    return number


def _delete_later(shared: Shared, chat: int, number: int, length: int) -> None:
    """Delete an answer after the time that it takes to read. A restart forgets it: the answer stays."""

    async def delete() -> None:
        await asyncio.sleep(max(SHORTEST_READING, 60.0 * length / CHARACTERS_A_MINUTE))
        await shared.outbox.delete(chat, number)

    task = asyncio.create_task(delete())
    shared.tasks.add(task)
    task.add_done_callback(shared.tasks.discard)
