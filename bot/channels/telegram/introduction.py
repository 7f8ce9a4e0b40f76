"""What Telegram shows about the bot: its commands for each kind of chat, and its descriptions."""

from __future__ import annotations

from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.shared import Shared
from bot.ops.logs import event

PRIVATE = "start topics questions short help about privacy sources forget".split()
GROUP = "ask help privacy".split()
ADMINS = "ask help privacy settings groupcheck forget".split()
MOST_DESCRIPTION = 512
MOST_SHORT = 120
_SCOPES: tuple[tuple[BotCommandScope, list[str]], ...] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE),
    (BotCommandScopeAllGroupChats(), GROUP),
    (BotCommandScopeAllChatAdministrators(), ADMINS),
)


async def introduce(shared: Shared) -> None:
    """Set commands and descriptions where they differ. A refusal is no reason not to answer people."""
    bot = shared.outbox.bot
    try:
        for scope, names in _SCOPES:
            wanted = tuple(BotCommand(name, shared.word(f"command_{name}")) for name in names)
            if await bot.get_my_commands(scope) != wanted:
                await bot.set_my_commands(wanted, scope)
        await _describe(shared, bot)
    except TelegramError as error:
        event("commands not set", error=type(error).__name__)


async def _describe(shared: Shared, bot: ExtBot[Any]) -> None:
    description = shared.word("bot_description")[:MOST_DESCRIPTION]
    if (await bot.get_my_description()).description != description:
        await bot.set_my_description(description)
    short = shared.word("bot_short_description")[:MOST_SHORT]
    if (await bot.get_my_short_description()).short_description != short:
        await bot.set_my_short_description(short)
