"""Whether a group message is meant for the bot. Whatever is not, it leaves alone."""

from __future__ import annotations

from telegram import Message

from bot.channels.telegram.incoming import Incoming, mentions, replied_to
from bot.channels.telegram.shared import Shared

PAGES = ("start", "help", "about", "privacy", "sources", "topics")
FOR_ADMINS = ("settings", "groupcheck", "forget")
_COMMANDS = ("ask", *PAGES, *FOR_ADMINS)


def by_a_person(said: Message) -> bool:
    """Whether a person wrote it, in their own name or as a group or channel; not a bot, not a channel's post."""
    if said.is_automatic_forward or said.via_bot is not None:
        return False
    return said.sender_chat is not None or (said.from_user is not None and not said.from_user.is_bot)


def is_asked(shared: Shared, said: Message, incoming: Incoming) -> bool:
    """Whether it is a command of this bot, names it, or replies to it."""
    if incoming.command:
        if incoming.at:
            return incoming.at == shared.username.lower()
        return incoming.command in _COMMANDS
    return mentions(said, shared.username) or replies_to_bot(shared, said)


def replies_to_bot(shared: Shared, said: Message) -> bool:
    """Whether it replies to a message of this bot."""
    target = replied_to(said)
    return target is not None and target.from_user is not None and target.from_user.id == shared.bot_id
