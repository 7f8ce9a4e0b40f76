"""Buttons pressed in a private chat. Every press is answered; what is stale or forged is called out of date."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import CallbackQuery, Message, Update

from bot.channels.telegram import appointments
from bot.channels.telegram.keyboards import button_of, markup, parse, rows
from bot.channels.telegram.layout import keyboard, numbered, without
from bot.channels.telegram.outbox import Place
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared, urgent
from bot.dialogue import conversation
from bot.dialogue.composing import card_buttons, source_block
from bot.dialogue.reply import Block, Remembered, Reply, Turn

MOST_OFFERED = 3
_OWN = ("v1:src:", "v1:yes:", "v1:no:", "v1:add:", "v1:n:", "v1:m:", "v1:mn:", "v1:qd:", "v1:qx:")
"""Buttons of answers, notices and the list of questions: nothing that is tapped there may take these away."""


Act = Callable[[Shared, CallbackQuery, Message, str, str], Awaitable[None]]
"""Does what a button asks: the message that it is on, its action and its value. Raises KeyError for a stale one."""


async def press(shared: Shared, update: Update) -> None:
    """Answer a press on a button of a private chat."""
    await answer_press(shared, update, _act)


async def answer_press(shared: Shared, update: Update, act: Act) -> None:
    """Have a press acted on; a forged or stale one gets a calm line."""
    query = update.callback_query
    if query is None:
        return
    pressed = _pressed_on(query)
    if pressed is None:
        await out_of_date(shared, query)
        return
    try:
        await act(shared, query, *pressed)
    except KeyError:
        await out_of_date(shared, query)


def _pressed_on(query: CallbackQuery) -> tuple[Message, str, str] | None:
    """The message, the action and the value of a press; None if it is forged or its message is gone."""
    parsed = parse(query.data or "")
    return (query.message, *parsed) if parsed and isinstance(query.message, Message) else None


async def out_of_date(shared: Shared, query: CallbackQuery) -> None:
    """Say calmly that the button leads nowhere any more."""
    await shared.outbox.answer_press(query.id, shared.word("out_of_date_button"))


async def _act(shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str) -> None:
    if action in ("qd", "qx"):
        await appointments.change(shared, query, shown, action, value)
        return
    if action in ("src", "yes", "no", "add", "mn"):
        await _about_card(shared, query, shown, action, shared.codes.card(value))
        return
    button = button_of(action, value, shared.codes)
    key = (shown.chat_id, query.from_user.id)
    remembered = shared.memory.recall(key, shared.clock())
    short = shared.is_short(key)
    turn = conversation.press(shared.assistant, button, remembered, short=short, operator=shared.operator)
    in_place = _is_menu(shown)
    if button.action == "more":
        turn, in_place = _opened(shared, turn, button.value, remembered), True
    turn = numbered(shared.library, turn, short=short)
    await shared.outbox.answer_press(query.id)
    await _show(shared, shown, turn, in_place=in_place or button.action == "none_of_these", short=short)
    shared.memory.keep(key, turn.remembered, shared.clock())
    if turn.answers and button.action != "more":
        await shared.count_turn(turn)


def _opened(shared: Shared, turn: Turn, card_id: str, remembered: Remembered) -> Turn:
    """The card with its further reading put in after the answer: what is on the screen stays there."""
    whole = shared.assistant.show(card_id, remembered).reply
    more = [block for block in turn.reply.blocks if block.kind == "more"]
    at = 1 + max((place for place, block in enumerate(whole.blocks) if block.kind == "answer"), default=0)
    buttons = tuple(button for button in whole.buttons if button.action != "more")
    reply = Reply((*whole.blocks[:at], *more, *whole.blocks[at:]), buttons)
    return replace(turn, reply=reply)


async def _show(shared: Shared, shown: Message, turn: Turn, *, in_place: bool, short: bool) -> None:
    parts = pages(turn.reply)
    keys = keyboard(shared.library, turn, short=short, menu=in_place and _is_menu(shown))
    if in_place and turn.answers:
        keys = without(keys, *(shared.used.get((shown.chat_id, shown.message_id, turn.answers[0])) or ()))
    if in_place and await shared.outbox.edit(shown.chat_id, shown.message_id, parts, keys):
        return
    await shared.outbox.send(Place(shown.chat_id), parts, keys, urgent=urgent(turn.reply))


async def _about_card(
    shared: Shared, query: CallbackQuery, shown: Message, action: str, card_id: str
) -> None:
    card = shared.library.cards[card_id]
    chat = shown.chat_id
    if action == "add":
        await appointments.add(shared, query, chat, card_id)
        await _take_away(shared, shown, card_id, "add")
        return
    if action in ("yes", "no"):
        await shared.outbox.answer_press(query.id, shared.word("thanks_feedback"))
        if await _take_away(shared, shown, card_id, "yes", "no"):
            if action == "no":
                await _offer_others(shared, query, chat, card_id)
            await shared.count("helpful" if action == "yes" else "not_helpful", card_id)
        return
    await shared.outbox.answer_press(query.id)
    if action == "mn":
        reply = shared.assistant.more(card_id)
        keys = markup(rows(reply.buttons))
    else:
        lines = [Block("heading", card.title), source_block(shared.library, card.sources)]
        approval = "source_draft" if card.review.status == "draft" else "source_approved"
        lines.append(Block("line", shared.word(approval)))
        reply = Reply(tuple(lines))
        keys = None
    await shared.outbox.send(Place(chat, reply_to=shown.message_id), pages(reply), keys)


async def _take_away(shared: Shared, shown: Message, card_id: str, *actions: str) -> bool:
    """Take buttons away that have done their work; whether that is news, and not a second press in haste."""
    key = (shown.chat_id, shown.message_id, card_id)
    used = shared.used.get(key) or ()
    if actions[0] in used:
        return False
    shared.used.put(key, (*used, *actions))
    kept = without(shown.reply_markup, *used, *actions)
    await shared.outbox.keyboard(shown.chat_id, shown.message_id, kept)
    return True


async def _offer_others(shared: Shared, query: CallbackQuery, chat: int, card_id: str) -> None:
    key = (chat, query.from_user.id)
    library = shared.library
    next_best = shared.alternatives.get(key) or ()
    wanted = dict.fromkeys((*next_best, *library.cards[card_id].related))
    others = [other for other in wanted if other != card_id and other in library.cards][:MOST_OFFERED]
    remembered = shared.memory.recall(key, shared.clock())
    reply = Reply((Block("line", shared.word("not_helpful")),), tuple(card_buttons(library, others)))
    turn = numbered(library, Turn("clarify", reply, reason="not_helpful", remembered=remembered))
    await shared.outbox.send(Place(chat), pages(reply), keyboard(library, turn))
    shared.memory.keep(key, turn.remembered, shared.clock())


def _is_menu(shown: Message) -> bool:
    """Whether the message is a screen of the menu, so that what is tapped takes its place.

    An answer is one only where it was reached through the menu: then it has a Back button to its topic.
    """
    lines = shown.reply_markup.inline_keyboard if shown.reply_markup else ()
    data = [str(key.callback_data or "") for line in lines for key in line]
    if any(text.startswith("v1:t:") for text in data):
        return True
    return any(text.startswith("v1:p:") for text in data) and not any(text.startswith(_OWN) for text in data)
