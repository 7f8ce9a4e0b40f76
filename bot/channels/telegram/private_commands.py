"""What the commands of a private chat answer."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.links import card_of
from bot.channels.telegram.shared import Conversation, Shared
from bot.dialogue import conversation
from bot.dialogue.pages import PAGES, page
from bot.dialogue.reply import Remembered, Turn

_FOR_GROUPS = ("settings", "groupcheck")


def card_linked(shared: Shared, incoming: Incoming) -> str | None:
    """The card of a deep link, if the message comes from one."""
    return card_of(incoming.argument, shared.library) if incoming.command == "start" else None


def turn(shared: Shared, key: Conversation, incoming: Incoming, remembered: Remembered) -> Turn:
    """The turn for a command that asks no question."""
    assistant = shared.assistant
    name = incoming.command
    card_id = card_linked(shared, incoming)
    if card_id is not None:
        return assistant.show(card_id, remembered, short=shared.is_short(key))
    if name == "start" and incoming.argument in PAGES:
        name = incoming.argument
    if name in PAGES:
        return conversation.screen_turn(page(shared.library, name, shared.operator), remembered)
    if name == "ask":
        return assistant.line("empty", remembered)
    if name == "more" and remembered.context.cards:
        card_id = remembered.context.cards[0]
        return replace(assistant.show(card_id, remembered), reply=assistant.more(card_id))
    if name == "short":
        return assistant.line("short_off" if shared.is_short(key) else "short_on", remembered)
    if name == "forget":
        shared.forget(key)
        shared.forget_chat(key[0])
        return assistant.line("forgotten")
    return assistant.line("only_in_groups" if name in _FOR_GROUPS else "not_a_command", remembered)
