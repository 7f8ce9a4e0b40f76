"""Buttons pressed in a group: an admin's by admins, an asker's by the asker."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update

from bot.channels.telegram import group_panel
from bot.channels.telegram.group_answers import Asked, for_group, reply_in_group
from bot.channels.telegram.group_settings import load
from bot.channels.telegram.incoming import author, replied_to
from bot.channels.telegram.keyboards import button_of
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.presses import answer_press
from bot.channels.telegram.shared import Shared
from bot.dialogue import conversation


async def press(shared: Shared, update: Update) -> None:
    """Answer a press in a group."""
    await answer_press(shared, update, _act)


async def _act(shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str) -> None:
    by = group_panel.press if action in group_panel.ACTIONS else _by_asker
    await by(shared, query, shown, action, value)


async def _by_asker(shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str) -> None:
    button = button_of(action, value, shared.codes)
    owner = _owner(shared, query, shown)
    if not await _may_press(shared, query, shown, owner):
        await shared.outbox.answer_press(query.id, shared.word("not_your_button"))
        return
    settings = await load(shared.store, shown.chat_id)
    if settings.mute:
        raise KeyError(action)  # this group hears danger notices only, by now
    key = (shown.chat_id, owner)
    remembered = shared.memory.recall(key, shared.clock())
    turn = conversation.press(shared.assistant, button, remembered, short=True)
    turn = for_group(shared, turn, settings)
    await shared.outbox.answer_press(query.id)
    question = replied_to(shown)
    asked = Asked(
        place_of(shown, reply_to=question.message_id if question is not None else None),
        shown.chat,
        settings,
        owner=owner,
        reader=query.from_user.id,
        before=remembered,
        # A notice stays where it is; what was asked back has been answered.
        instead_of=shown.message_id if action in ("c", "none") and shown.message_id else None,
        query=query.id,
    )
    await reply_in_group(shared, turn, asked)
    shared.memory.keep(key, turn.remembered, shared.clock())
    if turn.answers:
        await shared.count_turn(turn)


def _owner(shared: Shared, query: CallbackQuery, shown: Message) -> int:
    """Whose buttons these are: known in memory, else the author of the message that was replied to."""
    if shown.api_kwargs.get("ephemeral_message_id"):
        return query.from_user.id  # nobody else sees them
    known = shared.askers.get((shown.chat_id, shown.message_id))
    if known is not None:
        return known
    question = replied_to(shown)
    if question is None:
        raise KeyError(shown.message_id)
    return author(question)


async def _may_press(shared: Shared, query: CallbackQuery, shown: Message, owner: int) -> bool:
    if owner == shown.chat_id:  # an anonymous admin asked, and presses under their own name
        return await group_panel.is_admin(shared, shown.chat_id, query.from_user.id)
    return owner == query.from_user.id
