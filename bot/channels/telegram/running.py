"""Runs the bot on Telegram: wires the content, the store, the handlers and the delivery together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from telegram import Message
from telegram.error import TelegramError

from bot.app import build
from bot.channels.telegram.addressing import by_a_person, is_asked
from bot.channels.telegram.application import TelegramChannel, build_application
from bot.channels.telegram.failures import result_of
from bot.channels.telegram.incoming import parsed, read
from bot.channels.telegram.introduction import introduce
from bot.channels.telegram.outbox import Outbox, place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.delivery import UPDATES, Outcome, Result
from bot.delivery.sending import Sender
from bot.delivery.serving import Channel, serve
from bot.dialogue.pages import Operator
from bot.ops.logs import configure
from bot.ops.reload import Current
from bot.settings import Settings
from bot.store.choosing import store_for


def run_telegram(settings: Settings, intents: Path) -> int:
    """Answer on Telegram until a signal; the exit code. Raises ContentError or SettingsError."""
    configure(settings)
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_run(settings, intents))


async def _run(settings: Settings, intents: Path) -> int:
    current = Current(build(settings, intents).assistant, lambda: build(settings, intents).assistant, intents)
    store = store_for(settings.database)
    application = build_application(settings, Sender(paced=settings.limits == "on"))
    shared = Shared(
        current=current,
        store=store,
        outbox=Outbox(application.bot),
        operator=Operator(settings.operator_contact, settings.privacy_url),
        limits_on=settings.limits == "on",
    )
    channel = TelegramChannel(application, shared)

    async def start() -> None:
        await channel.start()
        await introduce(shared)

    async def apologise(update: Mapping[str, Any]) -> Result:
        return await _apologise(shared, update)

    try:
        return await serve(
            settings,
            Channel(application.bot, start, channel.process, apologise, UPDATES, channel.overtakes),
            store,
            current,
        )
    finally:
        await application.shutdown()


async def _apologise(shared: Shared, update: Mapping[str, Any]) -> Result:
    """Say sorry where a message to the bot cannot be answered; a press or an inline query is let go."""
    try:
        read_update = parsed(update, shared.outbox.bot)
        said = read_update.message or read_update.edited_message
        if said is None or not _expects_an_answer(shared, said):
            return Result(Outcome.SILENT)
        reply = shared.assistant.line("error").reply
        await shared.outbox.send(place_of(said), pages(reply), urgent=True)
    except TelegramError as error:
        return result_of(error)
    except Exception:
        # The update itself cannot be read, so there is nobody to say sorry to.
        return Result(Outcome.SILENT)
    return Result(Outcome.ANSWERED)


def _expects_an_answer(shared: Shared, said: Message) -> bool:
    if said.chat.type == "private":
        return True
    return by_a_person(said) and is_asked(shared, said, read(said, shared.bot_id))
