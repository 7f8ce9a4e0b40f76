"""The running bot: intake, answers, signals, self-checks, and an end that loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import telegram
from telegram.error import InvalidToken, TelegramError

from bot.core.errors import SettingsError
from bot.delivery import Process
from bot.delivery.ledger import LEASE, Ledger
from bot.delivery.polling import Polling
from bot.delivery.sending import ODD_ANSWER
from bot.ops import metrics
from bot.ops.health import OpsServer
from bot.ops.logs import event
from bot.ops.notify import Systemd
from bot.ops.reload import Current
from bot.settings import Settings
from bot.store import Store, StoreError

DRAIN_SECONDS = 10.0
"""How long answers in hand may take after SIGTERM."""
KEPT_SECONDS = 48 * 3600.0
"""How long the ledger remembers an update; Telegram keeps it for 24 hours."""
CHECK_SECONDS = 60.0
SILENT_SECONDS = 90.0
"""Without an answer from Telegram for so long, the bot is not ready."""
REFUSED = (
    "Telegram refused TELEGRAM_BOT_TOKEN. Copy it again from @BotFather: "
    "send /mybots, choose the bot, then API Token."
)


@dataclass(frozen=True, slots=True)
class Channel:
    """What the Telegram channel gives: how to start it, how to answer, and how to say sorry.

    `start` is called until it succeeds: it asks Telegram who we are and sets commands. The others take an update.
    """

    bot: telegram.Bot
    start: Callable[[], Awaitable[None]]
    process: Process
    apologise: Process
    updates: Sequence[str]
    overtakes: Callable[[Mapping[str, Any]], bool] = lambda _: False
    """Whether an update may be an emergency, and goes past what waits in its chat. Never raises."""


class Intake(Protocol):
    """How updates come in: polling or the webhook."""

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates and settle them until `stop` is set."""

    async def finish(self, seconds: float) -> None:
        """Take nothing new, and let what is in hand finish within `seconds`."""


async def serve(settings: Settings, channel: Channel, store: Store, current: Current) -> int:
    """Answer updates until a signal. Gives the exit code: 0 after a signal, 2 for a refused token.

    Raises SettingsError for a setting that cannot be used: a secret that is missing, a port that is taken.
    """
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        raise SettingsError(
            "WEBHOOK_SECRET is missing. Any 1 to 256 letters and digits: they prove that a push is Telegram's."
        )
    return await _Running(settings, channel, store, current).run()


class _Running:
    def __init__(self, settings: Settings, channel: Channel, store: Store, current: Current) -> None:
        self._settings = settings
        self._channel = channel
        self._store = store
        self._current = current
        self._stop = asyncio.Event()
        self._checked = True
        self._started = False
        self._systemd = Systemd(settings)
        # Several replicas share the ledger; one poller has it to itself, so nothing of a dead one is waited for.
        ledger = Ledger(
            store,
            channel.process,
            channel.apologise,
            owner=secrets.token_hex(8),
            lease=LEASE if settings.webhook_url else 0.0,
        )
        self._intake = _intake(settings, channel, ledger)

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        reload = asyncio.Event()
        loop.add_signal_handler(signal.SIGHUP, reload.set)
        ops = OpsServer(self.ready)
        side_tasks = []
        code = 0
        try:
            if self._settings.ops_port:
                await ops.start(self._settings.ops_host, self._settings.ops_port)
            await self._open_store()
            works = (self._look_after(), self._current.watch(reload))
            side_tasks = [asyncio.create_task(work) for work in works]
            if await self._start_channel():
                self._started = True
                event("running", cards=len(self._current.assistant.library.cards))
                self._systemd.say("READY=1")
                await self._intake.run(self._stop)
                event("shutdown requested")
                self._systemd.say("STOPPING=1")
                await self._intake.finish(DRAIN_SECONDS)
        except InvalidToken:
            print(REFUSED, file=sys.stderr)
            code = 2
        finally:
            for task in side_tasks:
                task.cancel()
            await asyncio.gather(*side_tasks, return_exceptions=True)
            with contextlib.suppress(StoreError):
                await self._store.close()
            await ops.stop()
            event("stopped")
        return code

    async def ready(self) -> str:
        """Why the bot is not ready, or an empty text."""
        if self._stop.is_set():
            return "stopping"
        if not self._started:
            return "starting: Telegram not reached yet"
        if not self._checked:
            return "the self-check failed: see the log"
        if (
            isinstance(self._intake, Polling)
            and time.monotonic() - self._intake.last_success > SILENT_SECONDS
        ):
            return "Telegram does not answer"
        try:
            await self._store.ping()
        except StoreError:
            return "the store cannot be written"
        return ""

    async def _open_store(self) -> None:
        try:
            await self._store.open()
        except StoreError as error:
            # It may come back, and a person may be waiting with chest pain: start all the same.
            event("store down", problem=str(error))

    async def _start_channel(self) -> bool:
        """Whether the channel is up; False if a signal came first. Raises InvalidToken."""
        wait = 0.5
        while not self._stop.is_set():
            try:
                await self._channel.start()
            except InvalidToken:
                raise
            except (TelegramError, *ODD_ANSWER) as error:
                if wait == 0.5:
                    event(
                        "telegram unreachable",
                        error=type(error).__name__,
                        remedy="Trying again until it answers.",
                    )
                wait = min(30.0, wait * 2)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), wait)
            else:
                if wait > 0.5:
                    event("telegram reached")
                return True
        return False

    async def _look_after(self) -> None:
        """Watchdog, self-check, purge and, with a webhook, what waits at Telegram."""
        beat = self._systemd.watchdog_seconds / 3 or CHECK_SECONDS
        next_check = next_purge = 0.0
        while True:
            self._systemd.say("WATCHDOG=1")
            now = time.monotonic()
            if now >= next_check:
                next_check = now + CHECK_SECONDS
                self._checked = await self._current.check()
                if self._settings.webhook_url and self._started:
                    await self._ask_what_waits()
            if now >= next_purge:
                next_purge = now + 3600
                with contextlib.suppress(StoreError):
                    await self._store.purge(KEPT_SECONDS)
            await asyncio.sleep(min(beat, CHECK_SECONDS))

    async def _ask_what_waits(self) -> None:
        try:
            info = await self._channel.bot.get_webhook_info()
        except (TelegramError, *ODD_ANSWER) as error:
            event("webhook unreachable", error=type(error).__name__)
        else:
            metrics.PENDING.set(info.pending_update_count)


def _intake(settings: Settings, channel: Channel, ledger: Ledger) -> Intake:
    if not settings.webhook_url:
        return Polling(channel.bot, ledger, channel.updates, channel.overtakes)
    try:
        from bot.delivery.webhook import Webhook
    except ImportError:
        raise SettingsError(
            "WEBHOOK_URL is set; the webhook server needs an extra: pip install 'lupus-bot[webhook]'"
        ) from None
    return Webhook(settings, ledger)
