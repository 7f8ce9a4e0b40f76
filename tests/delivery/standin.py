"""A bot that answers with its question, on the real delivery: `python -m tests.delivery.standin`.

Words in the question make it behave: `raise` always fails, `slow` takes a second, `busy` holds the event loop,
`die` ends the process.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from telegram import ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.content.library import load_library
from bot.core.errors import SettingsError
from bot.core.model import Decision
from bot.delivery import Outcome, Result
from bot.delivery.sending import DANGER, Sender, seconds
from bot.delivery.serving import Channel, serve
from bot.dialogue.assistant import Assistant
from bot.ops.logs import configure
from bot.ops.reload import Current
from bot.options import stop
from bot.settings import Settings, load_settings
from bot.store.choosing import store_for
from tests.support.fakes import SaidEngine, SaidTriage
from tests.support.tiny import write_tiny_content

WORK_SECONDS = 0.03


class StandIn:
    """Answers a text message with "re: " and the text, as a reply."""

    def __init__(self, settings: Settings) -> None:
        self.bot: ExtBot[int] = ExtBot(
            settings.token,
            base_url=f"{settings.telegram_base_url}/bot",
            request=HTTPXRequest(connection_pool_size=64, pool_timeout=10),
            rate_limiter=Sender(paced=settings.limits == "on"),
        )

    async def process(self, update: Mapping[str, Any]) -> Result:
        message = update.get("message") or {}
        text = str(message.get("text", ""))
        if "die" in text.split():
            os._exit(9)
        if "raise" in text.split():
            return Result(Outcome.FAILED)
        if "busy" in text.split():
            time.sleep(0.08)  # noqa: ASYNC251 - as understanding a question does: it holds the event loop
        await asyncio.sleep(1.0 if "slow" in text.split() else WORK_SECONDS)
        return await self._send(message, f"re: {text}")

    async def apologise(self, update: Mapping[str, Any]) -> Result:
        return await self._send(update.get("message") or {}, "Sorry. If it is urgent call 999 or 111.")

    async def _send(self, message: Mapping[str, Any], text: str) -> Result:
        try:
            await self.bot.send_message(
                message["chat"]["id"],
                text,
                reply_parameters=ReplyParameters(message["message_id"], allow_sending_without_reply=True),
                rate_limit_args=DANGER if "danger" in text else None,
            )
        except RetryAfter as error:
            return Result(Outcome.LATER, seconds(error))
        except (Forbidden, BadRequest):
            return Result(Outcome.GONE)
        except NetworkError:
            return Result(Outcome.FAILED)
        return Result(Outcome.ANSWERED)


async def _main(settings: Settings) -> int:
    with tempfile.TemporaryDirectory() as folder:
        content = write_tiny_content(Path(folder))

        def assistant() -> Assistant:
            return Assistant(load_library(content), SaidEngine(Decision("fallback")), SaidTriage())

        standin = StandIn(settings)
        channel = Channel(
            standin.bot, standin.bot.initialize, standin.process, standin.apologise, ["message"]
        )
        return await serve(
            settings, channel, store_for(settings.database), Current(assistant(), assistant, content)
        )


if __name__ == "__main__":
    try:
        configure(load_settings())
        sys.exit(asyncio.run(_main(load_settings())))
    except SettingsError as error:  # as bot/cli.py does
        stop(str(error))
