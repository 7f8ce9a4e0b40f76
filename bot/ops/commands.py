"""`lupus-bot webhook`, `doctor` and `stats`: one-shot commands for whoever runs the bot."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.delivery import UPDATES
from bot.options import stop
from bot.settings import Settings, load_settings
from bot.store import Count, StoreError
from bot.store.choosing import store_for

if TYPE_CHECKING:
    from telegram import Bot

# The Telegram library is imported where it is used: it takes half a second that `lupus-bot ask` need not wait.
T = TypeVar("T")
MAX_CONNECTIONS = 40
webhook = typer.Typer(help="Set, delete or show the webhook. Replicas never do this themselves.")


@webhook.command("set")
def set_() -> None:
    """Tell Telegram to push updates to WEBHOOK_URL."""
    settings = load_settings()
    secret = settings.webhook_secret.get_secret_value()
    if not settings.webhook_url or not secret:
        stop(
            "WEBHOOK_URL and WEBHOOK_SECRET are needed: where to push to, and what proves that it is Telegram."
        )
    if not settings.webhook_url.startswith("https://"):
        stop("WEBHOOK_URL cannot be used: Telegram pushes to https:// only.")

    async def work(bot: Bot) -> None:
        await bot.set_webhook(
            settings.webhook_url,
            allowed_updates=UPDATES,
            secret_token=secret,
            max_connections=MAX_CONNECTIONS,
        )

    _call(settings, work)
    typer.echo(f"Telegram now pushes to {settings.webhook_url}. Updates that waited are kept.")


@webhook.command()
def delete() -> None:
    """Go back to polling. Updates that wait are kept."""
    _call(load_settings(), lambda bot: bot.delete_webhook(drop_pending_updates=False))
    typer.echo("No webhook is set. The bot can poll.")


@webhook.command()
def status() -> None:
    """What Telegram says about the webhook."""
    info = _call(load_settings(), lambda bot: bot.get_webhook_info())
    typer.echo(f"Webhook: {info.url or 'none (polling)'}\nWaiting updates: {info.pending_update_count}")
    if info.last_error_date:
        typer.echo(f"Last error: {info.last_error_date:%Y-%m-%d %H:%M} UTC, {info.last_error_message}")


def doctor() -> None:
    """Settings, token, store, content, clock and disk: each line ok, or what to do."""
    from bot.ops.doctor import examine

    lines = asyncio.run(examine(load_settings()))
    for line in lines:
        typer.echo(f"{'ok     ' if line.ok else 'PROBLEM'}  {line.what}")
        if not line.ok and line.remedy:
            typer.echo(f"         {line.remedy}")
    raise typer.Exit(0 if all(line.ok for line in lines) else 1)


def stats(
    days: Annotated[int, typer.Option("--days", min=1, help="How many days back.")] = 30,
    by_day: Annotated[bool, typer.Option("--by-day", help="A block for each day.")] = False,
) -> None:
    """What was answered, asked back and not understood, by card and day; no person is in it."""
    settings = load_settings()
    since = datetime.now(UTC).date() - timedelta(days=days - 1)
    try:
        counts = asyncio.run(_counts(settings, since))
    except StoreError as error:
        stop(f"The store cannot be read ({error}). `lupus-bot doctor` says more.")
    if not counts:
        typer.echo(f"Nothing was counted since {since}.")
        return
    for day in sorted({count.day for count in counts}) if by_day else [None]:
        typer.echo(f"{day or f'Since {since}'}")
        _table([count for count in counts if day in (None, count.day)])


def _table(counts: list[Count]) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for count in counts:
        sums[count.name, count.label] += count.number
    for name in sorted({name for name, _ in sums}):
        rows = sorted(((n, label) for (of, label), n in sums.items() if of == name), reverse=True)
        typer.echo(f"  {name.replace('_', ' ')}: {sum(number for number, _ in rows)}")
        for number, label in rows:
            if label:
                typer.echo(f"    {number:6}  {label}")


async def _counts(settings: Settings, since: date) -> tuple[Count, ...]:
    store = store_for(settings.database)
    try:
        return await store.counts(since)
    finally:
        await store.close()


def _call(settings: Settings, work: Callable[[Bot], Awaitable[T]]) -> T:
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError

    if not settings.token:
        stop("TELEGRAM_BOT_TOKEN is missing. Ask @BotFather on Telegram for a token.")

    async def connected() -> T:
        async with Bot(settings.token, base_url=f"{settings.telegram_base_url}/bot") as bot:
            return await work(bot)

    try:
        return asyncio.run(connected())
    except InvalidToken:
        stop("Telegram refused TELEGRAM_BOT_TOKEN. Copy it again from @BotFather.")
    except TelegramError as error:
        typer.echo(f"Telegram could not do it ({type(error).__name__}). Try again in a minute.", err=True)
        sys.exit(1)
