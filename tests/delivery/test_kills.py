"""`kill -9` and roll-outs while questions arrive: nothing lost, nothing out of order.

The short runs are in the suite; `-m slow` asks 1,000 questions and rolls out 20 times. Run with -s to see the tally.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bot_api import BotApi
from tests.support.postgres import PostgresServer, binaries
from tests.support.processes import Bot, Tally, free_port, tally

CHATS = 20
needs_postgres = pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server binaries are installed")


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


async def asked_while(
    state: Path, *, replicas: int, questions: int, rate: float, ends: int, gently: bool, database: str = ""
) -> Tally:
    """Ask `questions` at `rate` a second while processes end `ends` times. `replicas` 0: one that polls."""
    async with BotApi(secret="secret") as api:
        bots = []
        for _ in range(max(1, replicas)):
            settings = {"DATABASE_URL": database} if database else {}
            if replicas:
                port = free_port()
                api.webhooks.append(f"http://127.0.0.1:{port}/push")
                settings |= {"WEBHOOK_URL": "https://example.org/push", "WEBHOOK_SECRET": "secret"}
                settings |= {"WEBHOOK_PORT": str(port)}
            bots.append(Bot(api.url, state, settings))
        for bot in bots:
            await bot.start()
        for bot in bots:
            await bot.ready()
        asked: dict[int, list[str]] = defaultdict(list)
        over = asyncio.Event()

        async def end_and_start() -> None:
            for turn in range(ends):
                bot = bots[turn % len(bots)]
                if gently:
                    assert await bot.stop() == 0
                else:
                    await bot.kill()
                bot.log = ""
                await bot.start()
                await bot.ready()
                await asyncio.sleep(random.uniform(0.1, 0.6))
            over.set()

        ending = asyncio.create_task(end_and_start())
        number = 0
        while number < questions or not over.is_set():
            chat = 1 + random.randrange(CHATS)
            if number < questions:
                asked[chat].append(f"question {number}")
                api.ask(chat, f"question {number}")
                number += 1
            assert not ending.done() or ending.exception() is None, ending.exception()
            await asyncio.sleep(1 / rate)
        await ending
        assert await api.until(lambda: not api.pending, timeout=180), f"{len(api.pending)} never confirmed"
        for bot in bots:
            assert await bot.stop() == 0
        result = tally(api, asked)
        print(f"\nreplicas={replicas or 'polling'} gently={gently} ends={ends} {result}")
        return result


def assert_bars(result: Tally, ends: int, *, gently: bool) -> None:
    assert (result.lost, result.reordered) == (0, 0)
    assert result.doubled <= (0 if gently else 3 * ends)


@pytest.mark.parametrize("gently", [False, True], ids=["kill", "roll-out"])
async def test_polling_loses_and_reorders_nothing(tmp_path: Path, gently: bool) -> None:
    result = await asked_while(tmp_path, replicas=0, questions=150, rate=60, ends=3, gently=gently)
    assert_bars(result, 3, gently=gently)


@needs_postgres
@pytest.mark.parametrize("gently", [False, True], ids=["kill", "roll-out"])
async def test_replicas_lose_and_reorder_nothing(
    tmp_path: Path, postgres: PostgresServer, gently: bool
) -> None:
    result = await asked_while(
        tmp_path, replicas=2, questions=150, rate=60, ends=2, gently=gently, database=postgres.address
    )
    assert_bars(result, 2, gently=gently)


@pytest.mark.slow
@pytest.mark.parametrize("replicas", [0, 1, 3], ids=["polling", "1", "3"])
@pytest.mark.parametrize(("gently", "ends"), [(False, 10), (True, 20)], ids=["kill", "roll-out"])
async def test_a_thousand_questions_on_sqlite(tmp_path: Path, replicas: int, gently: bool, ends: int) -> None:
    result = await asked_while(tmp_path, replicas=replicas, questions=1000, rate=60, ends=ends, gently=gently)
    assert_bars(result, ends, gently=gently)


@pytest.mark.slow
@needs_postgres
@pytest.mark.parametrize("replicas", [0, 3], ids=["polling", "3"])
@pytest.mark.parametrize(("gently", "ends"), [(False, 10), (True, 20)], ids=["kill", "roll-out"])
async def test_a_thousand_questions_on_postgres(
    tmp_path: Path, postgres: PostgresServer, replicas: int, gently: bool, ends: int
) -> None:
    result = await asked_while(
        tmp_path,
        replicas=replicas,
        questions=1000,
        rate=60,
        ends=ends,
        gently=gently,
        database=postgres.address,
    )
    assert_bars(result, ends, gently=gently)


@pytest.mark.slow
@needs_postgres
async def test_postgres_killed_three_times_loses_nothing(tmp_path: Path) -> None:
    server = PostgresServer()
    server.start()
    try:

        async def crashes() -> None:
            for _ in range(3):
                await asyncio.sleep(3)
                server.kill()
                await asyncio.sleep(1)
                server.start()

        crashing = asyncio.create_task(crashes())
        result = await asked_while(
            tmp_path, replicas=3, questions=1000, rate=60, ends=0, gently=True, database=server.address
        )
        await crashing
        assert (result.lost, result.reordered) == (0, 0)
    finally:
        server.remove()
