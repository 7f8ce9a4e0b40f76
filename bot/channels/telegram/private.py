"""Private chats: every message gets one calm answer, and an edited question gets its answer edited."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from bot.channels.telegram import appointments
from bot.channels.telegram.incoming import Incoming, author, read
from bot.channels.telegram.layout import keyboard
from bot.channels.telegram.links import card_of
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Answered, Conversation, Shared, urgent
from bot.dialogue import conversation
from bot.dialogue.pages import PAGES, page
from bot.dialogue.reply import Block, Remembered, Reply, Turn

_CAPTIONED = {"photo": "photo_with_caption", "document": "document_with_caption"}
_FOR_GROUPS = ("settings", "groupcheck")


async def message(shared: Shared, update: Update) -> None:
    """Answer a message, or an edited one."""
    edited = update.edited_message is not None
    said = update.edited_message if edited else update.message
    if said is None or author(said) == shared.bot_id:
        return
    incoming = read(said, shared.bot_id)
    if incoming.kind == "service" or (edited and not incoming.text):
        return  # a pinned message, or a live location that moves: nothing was said
    if _rest_of_album(shared, said, incoming):
        return
    before = _answered(shared, said) if edited else None
    key = (said.chat_id, author(said))
    remembered = before.before if before else shared.memory.recall(key, shared.clock())
    asked = bool(incoming.text) and not incoming.command
    turn = _limited(shared, said, incoming, remembered, question=asked)
    if turn is None:
        return
    if not turn.reply.blocks and incoming.command == "questions":
        await appointments.show(shared, said)
        return
    shared.memory.keep(key, turn.remembered, shared.clock())
    shared.alternatives.put(key, tuple(match.card for match in turn.ranked[:6]))
    await _deliver(shared, said, turn, before, remembered)
    await shared.count_turn(turn)


async def _deliver(
    shared: Shared, said: Message, turn: Turn, before: Answered | None, remembered: Remembered
) -> None:
    reply = turn.reply
    if shared.late(said) and before is None:
        reply = replace(reply, blocks=(*reply.blocks, Block("line", shared.word("delayed"))))
    keys = keyboard(shared.library, turn, short=is_short(shared, (said.chat_id, author(said))))
    parts = pages(reply)
    sent = None
    if before is not None:
        sent = await shared.outbox.edit(said.chat_id, before.message_id, parts, keys)
    if sent is None:
        sent = await shared.outbox.send(place_of(said), parts, keys, urgent=urgent(reply))
    shared.answered.put((said.chat_id, said.message_id), Answered(sent.message_id, remembered))


def _limited(
    shared: Shared, said: Message, incoming: Incoming, remembered: Remembered, *, question: bool
) -> Turn | None:
    """The turn, or one notice that there were too many, or None for silence. Danger always passes."""
    verdict = shared.allowed(author(said), said, question=question)
    if verdict != "ok":
        words = f"{incoming.text}\n{incoming.quoted}"
        if shared.assistant.danger(words, remembered.context) is None:
            return shared.assistant.line("limit", remembered) if verdict == "notice" else None
    if incoming.command:
        return _command(shared, said, incoming, remembered)
    if not incoming.text and incoming.kind != "text":
        return shared.assistant.line(incoming.kind, remembered)
    return _question(shared, said, incoming, remembered)


def _question(
    shared: Shared, said: Message, incoming: Incoming, remembered: Remembered, text: str = ""
) -> Turn:
    turn = conversation.answer(
        shared.assistant,
        text or incoming.text,
        remembered,
        quoted=incoming.quoted,
        now=shared.clock(),
        short=is_short(shared, (said.chat_id, author(said))),
        operator=shared.operator,
    )
    if incoming.kind in _CAPTIONED and turn.decision != "escalate":
        blocks = turn.reply.blocks
        first = 1 if blocks and blocks[0].kind == "notice" else 0
        line = Block("line", shared.word(_CAPTIONED[incoming.kind]))
        turn = replace(turn, reply=replace(turn.reply, blocks=(*blocks[:first], line, *blocks[first:])))
    return turn


def _command(shared: Shared, said: Message, incoming: Incoming, remembered: Remembered) -> Turn:
    name, key = incoming.command, (said.chat_id, author(said))
    if name == "start" and (card_id := card_of(incoming.argument, shared.library)) is not None:
        turn = shared.assistant.show(card_id, remembered, short=is_short(shared, key))
        return replace(turn, remembered=replace(turn.remembered, offered=turn.reply.buttons))
    if name == "start" and incoming.argument in PAGES:
        name = incoming.argument
    if name in PAGES:
        return conversation.screen_turn(page(shared.library, name, shared.operator), remembered)
    if name == "ask":
        if incoming.argument or incoming.quoted:
            return _question(shared, said, incoming, remembered, incoming.argument or incoming.quoted)
        return shared.assistant.line("empty", remembered)
    if name == "more" and remembered.context.cards:
        return replace(
            shared.assistant.show(remembered.context.cards[0], remembered),
            reply=shared.assistant.more(remembered.context.cards[0]),
        )
    if name == "short":
        shared.short.put(key, not is_short(shared, key))
        return shared.assistant.line("short_on" if is_short(shared, key) else "short_off", remembered)
    if name == "forget":
        shared.forget(key)
        return shared.assistant.line("forgotten")
    if name == "questions":
        return Turn("clarify", Reply(()), remembered=remembered)
    if name in _FOR_GROUPS:
        return shared.assistant.line("only_in_groups", remembered)
    danger = shared.assistant.danger(incoming.text, remembered.context)
    if danger is not None:
        return _question(shared, said, incoming, remembered)
    return shared.assistant.line("not_a_command", remembered)


def is_short(shared: Shared, key: Conversation) -> bool:
    """Whether this person has asked for short answers."""
    return bool(shared.short.get(key))


def _answered(shared: Shared, said: Message) -> Answered | None:
    return shared.answered.get((said.chat_id, said.message_id))


def _rest_of_album(shared: Shared, said: Message, incoming: Incoming) -> bool:
    """Whether this is one more picture of an album that has had its line."""
    album = said.media_group_id
    if not album or incoming.text:
        if album:
            shared.albums.put(album, True)
        return False
    if shared.albums.get(album):
        return True
    shared.albums.put(album, True)
    return False
