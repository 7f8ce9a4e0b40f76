"""Private chats: every message gets one calm answer, and an edited question gets its answer edited."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from bot.channels.telegram import appointments, private_commands
from bot.channels.telegram.incoming import Incoming, author, read
from bot.channels.telegram.layout import keyboard, numbered
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared, urgent
from bot.dialogue import conversation
from bot.dialogue.reply import Block, Remembered, Turn

_CAPTIONED = {"photo": "photo_with_caption", "document": "document_with_caption"}


async def message(shared: Shared, update: Update) -> None:
    """Answer a message, or an edited one."""
    edited = update.edited_message is not None
    said = update.edited_message or update.message
    if said is None or _own(shared, said):
        return
    incoming = read(said, shared.bot_id)
    if incoming.kind == "service" or (edited and not incoming.text):
        return  # a pinned message, or a live location that moves: nothing was said
    if _rest_of_album(shared, said, incoming):
        return
    key = (said.chat_id, author(said))
    remembered = shared.recall(said, author(said))
    text = _question(incoming, shared, remembered)
    typed_number = text is not None and conversation.chosen_button(text, remembered) is not None
    verdict = shared.allowed(author(said), said, question=text is not None and not typed_number)
    if verdict != "ok" and not _danger(shared, incoming, remembered):
        await shared.count_refused()
        if verdict == "notice":
            await _deliver(shared, said, shared.assistant.line("limit", remembered), remembered)
        return
    if text is not None:
        turn = _answer(shared, said, incoming, remembered, text)
        await _deliver(shared, said, turn, remembered)
        await shared.count_turn(turn)
    elif incoming.command == "questions":
        await appointments.show(shared, said)
    elif incoming.command:
        turn = private_commands.turn(shared, key, incoming, remembered)
        await _deliver(shared, said, turn, remembered)
        if incoming.command == "short":
            shared.short.put(key, not shared.is_short(key))
        if turn.answers:
            await shared.count_turn(turn)
    else:
        await _deliver(shared, said, shared.assistant.line(incoming.kind, remembered), remembered)


def _own(shared: Shared, said: Message) -> bool:
    """Whether the words are the bot's own: a pinned list, or an inline answer that was sent to this chat."""
    return author(said) == shared.bot_id or (said.via_bot is not None and said.via_bot.id == shared.bot_id)


def _question(incoming: Incoming, shared: Shared, remembered: Remembered) -> str | None:
    """The question that a message asks, if it is one; a command with danger in its words is one, too."""
    if not incoming.command:
        return incoming.text or ("" if incoming.kind == "text" else None)
    if incoming.command == "ask":
        return incoming.argument or incoming.quoted or None
    linked = private_commands.card_linked(shared, incoming) is not None
    return incoming.text if not linked and _danger(shared, incoming, remembered) else None


def _danger(shared: Shared, incoming: Incoming, remembered: Remembered) -> bool:
    words = f"{incoming.text}\n{incoming.quoted}"
    return shared.assistant.danger(words, remembered.context) is not None


def _answer(shared: Shared, said: Message, incoming: Incoming, remembered: Remembered, text: str) -> Turn:
    turn = conversation.answer(
        shared.assistant,
        text,
        remembered,
        quoted=incoming.quoted,
        now=shared.clock(),
        short=shared.is_short((said.chat_id, author(said))),
        operator=shared.operator,
    )
    if incoming.kind in _CAPTIONED and turn.decision != "escalate":
        blocks = turn.reply.blocks
        first = 1 if blocks and blocks[0].kind == "notice" else 0
        line = Block("line", shared.word(_CAPTIONED[incoming.kind]))
        turn = replace(turn, reply=replace(turn.reply, blocks=(*blocks[:first], line, *blocks[first:])))
    return turn


async def _deliver(shared: Shared, said: Message, turn: Turn, remembered: Remembered) -> None:
    """Send the turn, or put it in the place of the answer before, and remember it."""
    key = (said.chat_id, author(said))
    short = shared.is_short(key)
    turn = numbered(shared.library, turn, short=short)
    reply = turn.reply
    number = shared.answer_to(said)
    if number is None and shared.late(said):
        reply = replace(reply, blocks=(*reply.blocks, Block("line", shared.word("delayed"))))
    parts, keys = pages(reply), keyboard(shared.library, turn, short=short)
    if number is None or not await shared.outbox.edit(said.chat_id, number, parts, keys):
        number = (await shared.outbox.send(place_of(said), parts, keys, urgent=urgent(reply))).message_id
    # Only now: what could not be sent is tried again, and must not look as if it had been said before.
    shared.note_answer(said, number, remembered)
    shared.memory.keep(key, turn.remembered, shared.clock())
    shared.alternatives.put(key, tuple(match.card for match in turn.ranked[:6]))


def _rest_of_album(shared: Shared, said: Message, incoming: Incoming) -> bool:
    """Whether this is one more picture of an album that has had its line."""
    album = said.media_group_id
    if not album:
        return False
    had_its_line = bool(shared.albums.get(album))
    shared.albums.put(album, True)
    return had_its_line and not incoming.text
