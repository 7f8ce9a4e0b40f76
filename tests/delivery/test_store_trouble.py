"""The database locked, full or killed while questions arrive: nothing lost, doubled or out of order.

Short troubles are waited out. `-m slow`: in long ones the answers come after half a minute, without the database.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.delivery.ledger import GRACE
from bot.store.resting import REST_SECONDS
from tests.support.bot_api import BotApi
from tests.support.postgres import PostgresServer, binaries
from tests.support.processes import REAL, Bot, Tally, tally, webhook_settings
from tests.support.tiny import ASKED

Trouble = Callable[[Bot], AbstractContextManager[None]]
CHATS = 5


@contextmanager
def locked(bot: Bot) -> Iterator[None]:
    other = sqlite3.connect(bot.state / "lupus-bot.db", isolation_level=None)
    other.execute("begin exclusive")
    yield
    other.execute("rollback")
    other.close()


@contextmanager
def disk_full(bot: Bot) -> Iterator[None]:
    """The process may write no file beyond its first byte."""
    limit = resource.RLIMIT_FSIZE
    before = resource.prlimit(bot.process.pid, limit, (1, resource.RLIM_INFINITY))
    yield
    resource.prlimit(bot.process.pid, limit, before)


TROUBLES = pytest.mark.parametrize("trouble", [locked, disk_full], ids=lambda trouble: trouble.__name__)


def ask_all(api: BotApi, asked: dict[int, list[int]], rounds: int) -> None:
    for number in range(rounds * CHATS):
        update = api.ask(1 + number % CHATS, ASKED[number % len(ASKED)])
        asked.setdefault(1 + number % CHATS, []).append(api.pending[update]["message"]["message_id"])


async def through(api: BotApi, bot: Bot, trouble: Trouble, seconds: float) -> Tally:
    """Ask before, during and after."""
    asked: dict[int, list[int]] = {}
    ask_all(api, asked, 2)
    assert await api.until(lambda: not api.pending)
    with trouble(bot):
        ask_all(api, asked, 2)
        if seconds < GRACE:
            await asyncio.sleep(seconds)
        else:
            assert await api.until(lambda: not api.pending, timeout=seconds), "answered without the database"
    await asyncio.sleep(REST_SECONDS)
    ask_all(api, asked, 2)
    assert await api.until(lambda: not api.pending)
    return tally(api, asked)


@TROUBLES
@pytest.mark.parametrize("seconds", [2.2, pytest.param(GRACE + 15, marks=pytest.mark.slow)])
async def test_trouble_with_the_file_loses_doubles_and_reorders_nothing(
    tmp_path: Path, tiny: Path, trouble: Trouble, seconds: float
) -> None:
    (tmp_path / "state").mkdir()
    settings = {"INTENTS_DIR": str(tiny)}
    async with BotApi() as api, Bot(api.url, tmp_path / "state", settings, REAL) as bot:
        await bot.ready()
        result = await through(api, bot, trouble, seconds)
        assert await bot.stop() == 0
    assert result == Tally(6 * CHATS, 0, 0, 0)
    assert bot.log.count("store down") == 1
    assert bot.log.count("store up") == 1


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server binaries are installed")
@pytest.mark.parametrize("seconds", [1.0, pytest.param(GRACE + 20, marks=pytest.mark.slow)])
async def test_a_server_that_is_killed_and_comes_back_loses_and_reorders_nothing(
    tmp_path: Path, tiny: Path, seconds: float
) -> None:
    (tmp_path / "state").mkdir()
    server = PostgresServer()
    server.start()

    @contextmanager
    def killed(bot: Bot) -> Iterator[None]:
        server.kill()
        yield
        server.start()

    try:
        async with BotApi(secret="secret") as api:
            settings = webhook_settings(api) | {"DATABASE_URL": server.address, "INTENTS_DIR": str(tiny)}
            async with Bot(api.url, tmp_path / "state", settings, REAL) as bot:
                await bot.ready()
                result = await through(api, bot, killed, seconds)
                assert await bot.stop() == 0
    finally:
        server.remove()
    assert result == Tally(6 * CHATS, 0, 0, 0)


@pytest.mark.slow
async def test_a_folder_that_cannot_be_written_at_the_start_is_said_and_answers_come_all_the_same(
    tmp_path: Path, tiny: Path
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "lupus-bot.db").mkdir()
    settings = {"INTENTS_DIR": str(tiny)}
    async with BotApi() as api, Bot(api.url, tmp_path / "state", settings, REAL) as bot:
        await bot.ready()
        assert (await bot.get("/readyz"))[0] == 503
        asked: dict[int, list[int]] = {}
        ask_all(api, asked, 2)
        assert await api.until(lambda: not api.pending, timeout=GRACE + 15)
        assert await bot.stop() == 0
        assert tally(api, asked) == Tally(2 * CHATS, 0, 0, 0)
    assert os.fspath(tmp_path / "state" / "lupus-bot.db") in bot.log
