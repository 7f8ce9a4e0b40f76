"""Looks at everything that the bot stands on, one line each: ok, or what to do."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

import httpx
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.content.library import load_library, packaged_intents
from bot.core.errors import LupusBotError
from bot.review.due import due_by
from bot.settings import Settings
from bot.store import StoreError
from bot.store.choosing import store_for

REVIEW_AHEAD = timedelta(days=60)
"""Answers due for review within this time are named, so that somebody has time to look at them."""
LEAST_DISK = 200_000_000
"""Bytes that should be free in STATE_DIR."""
CLOCK_SECONDS = 30.0
MANY_WAITING = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    ok: bool
    what: str
    remedy: str = ""


async def examine(settings: Settings) -> list[Line]:
    """All lines, in the order in which to mend them. Never raises for what it finds."""
    lines = [_settings(settings), *await _telegram(settings), await _clock(settings)]
    return [*lines, await _store(settings), await asyncio.to_thread(_content, settings), _disk(settings)]


def _settings(settings: Settings) -> Line:
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        return Line(
            False, "settings: webhook without a secret", "Set WEBHOOK_SECRET to 1 to 256 letters and digits."
        )
    mode = f"webhook at {settings.webhook_url}" if settings.webhook_url else "polling"
    return Line(True, f"settings: {mode}, limits {settings.limits}, country {settings.country}")


async def _telegram(settings: Settings) -> list[Line]:
    if not settings.token:
        return [
            Line(False, "token: none", "Ask @BotFather for one and put TELEGRAM_BOT_TOKEN=<token> into .env.")
        ]
    base = settings.telegram_base_url
    bot = Bot(settings.token, base_url=f"{base}/bot")
    try:
        async with bot:
            me = bot.bot
            info = await bot.get_webhook_info()
    except InvalidToken:
        return [
            Line(False, "token: refused by Telegram", "Copy it again from @BotFather (/mybots, API Token).")
        ]
    except TelegramError as error:
        what = f"base URL: {base} does not answer ({type(error).__name__})"
        return [Line(False, what, "Check the network, a firewall or TELEGRAM_BASE_URL.")]
    reads_all = bool(me.can_read_all_group_messages)
    privacy = "off: it is sent every group message" if reads_all else "on"
    return [
        Line(True, f"base URL: {base}"),
        Line(True, f"token: @{me.username}"),
        Line(
            not reads_all,
            f"privacy mode: {privacy}",
            "Needed only for the safety watch. Else: @BotFather, /setprivacy, Enable.",
        ),
        _webhook(settings, info),
    ]


def _webhook(settings: Settings, info: WebhookInfo) -> Line:
    if info.url and not settings.webhook_url:
        return Line(
            False, "webhook: set, but this bot polls", "Run `lupus-bot webhook delete`, or set WEBHOOK_URL."
        )
    if settings.webhook_url and info.url != settings.webhook_url:
        return Line(False, "webhook: Telegram does not push to WEBHOOK_URL", "Run `lupus-bot webhook set`.")
    if info.pending_update_count > MANY_WAITING:
        remedy = "Is the bot running? See `lupus-bot webhook status`."
        return Line(False, f"webhook: {info.pending_update_count} updates wait", remedy)
    return Line(True, f"webhook: {'set' if info.url else 'none, as polling needs it'}")


async def _clock(settings: Settings) -> Line:
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.head(settings.telegram_base_url)
        off = abs(time.time() - parsedate_to_datetime(answer.headers["Date"]).timestamp())
    except (httpx.HTTPError, KeyError, ValueError):
        return Line(True, "clock: not compared, Telegram gives no time")
    remedy = "Switch time synchronisation on (timedatectl set-ntp true)."
    return Line(off < CLOCK_SECONDS, f"clock: {off:.0f} s from Telegram's", remedy)


async def _store(settings: Settings) -> Line:
    store = store_for(settings.database)
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    try:
        await store.open()
        await store.ping()
    except StoreError as error:
        return Line(
            False, f"store: {error}", "Check DATABASE_URL and STATE_DIR, who owns the file, and the server."
        )
    finally:
        await store.close()
    return Line(True, f"store: {kind} can be written")


def _content(settings: Settings, today: date | None = None) -> Line:
    folder = settings.intents_dir or packaged_intents()
    try:
        library = load_library(folder)
    except LupusBotError as error:
        return Line(
            False, f"content: {str(error).splitlines()[0]}", "Run `lupus-bot check` for all problems."
        )
    flags = len(library.red_flags.flags)
    held = f"content: {len(library.cards)} cards, {flags} red flags"
    due = [each for each in due_by(library, (today or date.today()) + REVIEW_AHEAD) if each.day > date.min]
    if due:
        # Nothing is broken yet, so the line stays ok; but somebody has to find the time.
        held = f"{held}; {len(due)} to review by {due[-1].day}, see `lupus-bot due --by {due[-1].day}`"
    return Line(bool(flags), held, "There are no red flags.")


def _disk(settings: Settings, free: Callable[[str], int] | None = None) -> Line:
    folder = settings.state_folder
    while not folder.exists():
        folder = folder.parent
    left = free(str(folder)) if free else shutil.disk_usage(folder).free
    return Line(
        left >= LEAST_DISK, f"disk: {left // 1_000_000} MB free in {folder}", "Make room, or move STATE_DIR."
    )
