"""The list of questions for the next appointment: it lives in a message of the user's own chat, nowhere else."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.channels.telegram.keyboards import code, copy, markup, tap
from bot.channels.telegram.outbox import Place, place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import say
from bot.dialogue.reply import Block, Reply
from bot.ops.logs import event

MOST_QUESTIONS = 20
_MOST_COPIED = 256
_REMOVE = "v1:qd:"


async def show(shared: Shared, said: Message) -> None:
    """Answer /questions: the list as it is, at the end of the chat now, or how to begin one."""
    before, items = await _list(shared, said.chat_id)
    await _send(shared, place_of(said), items)
    if before:
        await shared.outbox.delete(said.chat_id, before)  # one list, not two that differ


async def add(shared: Shared, query: CallbackQuery, chat: int, card_id: str) -> None:
    """Put a card's question on the list; the list's own message changes."""
    message_id, items = await _list(shared, chat)
    short = code(card_id)
    if short in items or len(items) >= MOST_QUESTIONS:
        key = "question_there" if short in items else "questions_full"
        await shared.outbox.answer_press(query.id, shared.word(key))
        return
    await shared.outbox.answer_press(query.id, shared.word("question_added"))
    items = (*items, short)
    if message_id and await _edit(shared, chat, message_id, items):
        return
    await _send(shared, Place(chat), items)


async def change(shared: Shared, query: CallbackQuery, message: Message, action: str, value: str) -> None:
    """Take one question off the list, or all: pressed on the list itself, which says what is on it."""
    items = _items(shared, message)
    items = tuple(item for item in items if item != value) if action == "qd" else ()
    await shared.outbox.answer_press(query.id)
    await _edit(shared, message.chat_id, message.message_id, items)


async def _list(shared: Shared, chat: int) -> tuple[int, tuple[str, ...]]:
    known = shared.lists.get(chat)
    if known is not None:
        return known
    try:
        pinned = (await shared.outbox.bot.get_chat(chat)).pinned_message
    except Exception as error:
        # Telegram's, or the library's, which reads far more of a chat than is needed here.
        event("no pinned list", raised=error)
        return 0, ()
    if not isinstance(pinned, Message):
        return 0, ()
    items = _items(shared, pinned)
    return (pinned.message_id, items) if items else (0, ())


def _items(shared: Shared, message: Message) -> tuple[str, ...]:
    lines = message.reply_markup.inline_keyboard if message.reply_markup else ()
    data = (str(key.callback_data or "") for line in lines for key in line)
    found = (text.removeprefix(_REMOVE) for text in data if text.startswith(_REMOVE))
    return tuple(item for item in found if _title(shared, item))


async def _send(shared: Shared, place: Place, items: tuple[str, ...]) -> None:
    sent = await shared.outbox.send(place, pages(_reply(shared, items)), _keyboard(shared, items))
    if not items:
        return
    shared.lists.put(place.chat, (sent.message_id, items))
    try:
        await shared.outbox.bot.pin_chat_message(place.chat, sent.message_id, disable_notification=True)
    except TelegramError:
        return  # without the pin the list is forgotten at a restart, and begins anew


async def _edit(shared: Shared, chat: int, message_id: int, items: tuple[str, ...]) -> bool:
    edited = await shared.outbox.edit(
        chat, message_id, pages(_reply(shared, items)), _keyboard(shared, items)
    )
    if edited:
        shared.lists.put(chat, (message_id, items))
    return edited


def _reply(shared: Shared, items: tuple[str, ...]) -> Reply:
    if not items:
        return Reply((Block("line", shared.word("questions_empty")),))
    return Reply(
        (
            Block("heading", shared.word("questions_title")),
            Block("answer", _numbered(shared, items)),
            Block("line", shared.word("questions_hint")),
        )
    )


def _numbered(shared: Shared, items: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {_title(shared, item)}" for number, item in enumerate(items, 1))


def _keyboard(shared: Shared, items: tuple[str, ...]) -> InlineKeyboardMarkup | None:
    wording = shared.library.wording
    removing = [
        tap(say(wording, "button_remove", number=str(number)), "qd", item)
        for number, item in enumerate(items, 1)
    ]
    lines = [removing[start : start + 3] for start in range(0, len(removing), 3)]
    parts = pieces(_numbered(shared, items)) if items else []
    copies = [copy(wording["button_copy"], text) for text in parts]
    if len(parts) > 1:
        copies = [
            copy(say(wording, "button_copy_part", number=str(number)), text)
            for number, text in enumerate(parts, 1)
        ]
    empty = [tap(wording["button_empty_list"], "qx")] if items else []
    home = [tap(wording["button_topics"], "p", "topics"), tap(wording["button_home"], "p", "start")]
    return markup([*([key] for key in copies), *lines, empty, home])


def pieces(text: str) -> list[str]:
    """The list in pieces that a copy button can hold, cut between questions."""
    found = [""]
    for line in text.split("\n"):
        joined = f"{found[-1]}\n{line}".strip()
        if len(joined) <= _MOST_COPIED:
            found[-1] = joined
        else:
            found.append(line[:_MOST_COPIED])
    return found


def _title(shared: Shared, item: str) -> str:
    try:
        return shared.library.cards[shared.codes.card(item)].title
    except KeyError:
        return ""
