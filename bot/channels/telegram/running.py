"""Runs the bot on Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError

from bot.app import build
from bot.channels.telegram.application import UPDATES, TelegramChannel, build_application
from bot.channels.telegram.failures import result_of
from bot.channels.telegram.introduction import introduce
from bot.channels.telegram.outbox import Outbox, place_of
from bot.channels.telegram.shared import Shared
from bot.delivery import Outcome, Result
from bot.delivery.sending import Sender
from bot.delivery.serving import Channel, serve
from bot.dialogue.assistant import Assistant
from bot.dialogue.pages import Operator
from bot.ops.logs import configure
from bot.ops.reload import Current
from bot.settings import Settings
from bot.store.choosing import store_for


def run_telegram(settings: Settings, intents: Path) -> int:
    """Answer on Telegram until a signal. Gives the exit code. Raises ContentError or SettingsError."""
    configure(settings)
    return asyncio.run(_run(settings, intents))


async def _run(settings: Settings, intents: Path) -> int:
    def fresh() -> Assistant:
        return build(settings, intents).assistant

    current = Current(fresh(), fresh, intents)
    store = store_for(settings.database)
    application = build_application(settings, Sender(paced=settings.limits == "on"))
    outbox = Outbox(application.bot, store.move_group)
    operator = Operator(settings.operator_contact, settings.privacy_url)
    shared = Shared(current, store, outbox, operator, settings.limits == "on")
    telegram = TelegramChannel(application, shared)

    async def start() -> None:
        await telegram.start()
        await introduce(shared)

    async def apologise(update: Mapping[str, Any]) -> Result:
        return await _apologise(shared, update)

    channel = Channel(application.bot, start, telegram.process, apologise, UPDATES)
    try:
        return await serve(settings, channel, store, current)
    finally:
        await application.shutdown()


async def _apologise(shared: Shared, update: Mapping[str, Any]) -> Result:
    """Say sorry, and whom to call, for an update that could not be answered."""
    try:
        message = Update.de_json(dict(update), shared.outbox.bot).effective_message
        if not isinstance(message, Message):
            return Result(Outcome.SILENT)
        await shared.outbox.send(place_of(message), (shared.word("error"),), urgent=True)
    except TelegramError as error:
        return result_of(error)
    except Exception:
        # Whatever is wrong with this update may be wrong again; it must not hold up its chat.
        return Result(Outcome.FAILED)
    return Result(Outcome.ANSWERED)
