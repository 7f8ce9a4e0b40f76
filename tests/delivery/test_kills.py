"""`kill -9` and roll-outs of the real bot while questions arrive: nothing lost, nothing out of order.

The short runs are in the suite. `-m slow` asks 1,000 questions, ends processes 10 times, rolls out 20 times, and once
uses the full content. Run with -s to see what became of the questions.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.content.library import packaged_intents
from tests.support.bot_api import TOKEN, BotApi
from tests.support.postgres import PostgresServer, binaries
from tests.support.processes import REAL, Bot, Tally, tally, webhook_settings
from tests.support.tiny import ASKED, write_tiny_content

CHATS = 20
needs_postgres = pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server binaries are installed")


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def full_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all runs on the full content: only the first learns all phrasings."""
    return tmp_path_factory.mktemp("full")


@dataclass
class Run:
    """`questions` at `rate` a second, while processes end `ends` times. `replicas` 0: one that polls."""

    state: Path
    intents: Path
    replicas: int = 0
    questions: int = 150
    rate: float = 50
    ends: int = 3
    gently: bool = False
    database: str = ""

    async def tally(self) -> Tally:
        """Start, ask, end and start again, and count when all is confirmed."""
        self.state.mkdir(exist_ok=True)
        async with BotApi(secret="secret") as api:
            bots = [self._bot(api) for _ in range(max(1, self.replicas))]
            for bot in bots:
                await bot.start()
            for bot in bots:
                await bot.ready(600)
            ending = asyncio.create_task(self._end_and_start(bots))
            asked = await self._ask(api, ending)
            await ending
            assert await api.until(lambda: not api.pending, timeout=300), (
                f"{len(api.pending)} never confirmed"
            )
            for bot in bots:
                assert await bot.stop() == 0
                assert TOKEN not in bot.all_logs
                assert not any(text in bot.all_logs for text in ASKED)
            result = tally(api, asked)
        print(f"\n{self.replicas or 'polling'} gently={self.gently} ends={self.ends} {result}")
        return result

    def _bot(self, api: BotApi) -> Bot:
        settings = webhook_settings(api) if self.replicas else {}
        settings |= {"INTENTS_DIR": str(self.intents), "DATABASE_URL": self.database}
        return Bot(api.url, self.state, settings, REAL)

    async def _ask(self, api: BotApi, ending: asyncio.Task[None]) -> dict[int, list[int]]:
        asked: dict[int, list[int]] = defaultdict(list)
        number = 0
        while number < self.questions or not ending.done():
            if number < self.questions:
                chat = 1 + random.randrange(CHATS)
                update = api.ask(chat, ASKED[number % len(ASKED)])
                asked[chat].append(api.pending[update]["message"]["message_id"])
                number += 1
            await asyncio.sleep(1 / self.rate)
        return asked

    async def _end_and_start(self, bots: list[Bot]) -> None:
        for turn in range(self.ends):
            bot = bots[turn % len(bots)]
            if self.gently:
                assert await bot.stop() == 0
            else:
                await bot.kill()
            await bot.start()
            await bot.ready(600)
            await asyncio.sleep(random.uniform(0.1, 0.6))


def assert_bars(result: Tally, run: Run) -> None:
    assert (result.lost, result.reordered) == (0, 0)
    assert result.doubled <= (0 if run.gently else 3 * run.ends)


MANY_ENDINGS = pytest.mark.parametrize(
    ("gently", "ends"), [(False, 10), (True, 20)], ids=["kill", "roll-out"]
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def short_runs(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, tuple[Tally, Run]]]:
    """All at once, since each waits most of the time: for a lease, for a start."""
    intents = write_tiny_content(tmp_path_factory.mktemp("intents"))
    server = PostgresServer() if binaries() else None
    if server is not None:
        server.start()
    runs = {}
    for gently in (False, True):
        how = "roll-out" if gently else "kill"
        runs[f"polling {how}"] = Run(tmp_path_factory.mktemp("state"), intents, gently=gently)
        if server is not None:
            state = tmp_path_factory.mktemp("state")
            runs[f"replicas {how}"] = Run(
                state, intents, replicas=2, ends=2, gently=gently, database=server.database(how[0])
            )
    tallies = await asyncio.gather(*(run.tally() for run in runs.values()))
    yield dict(zip(runs, zip(tallies, runs.values(), strict=True), strict=True))
    if server is not None:
        server.remove()


@pytest.mark.parametrize("how", ["kill", "roll-out"])
@pytest.mark.parametrize("mode", ["polling", pytest.param("replicas", marks=needs_postgres)])
def test_nothing_is_lost_or_out_of_order(
    short_runs: dict[str, tuple[Tally, Run]], mode: str, how: str
) -> None:
    assert_bars(*short_runs[f"{mode} {how}"])


@pytest.mark.slow
@pytest.mark.parametrize("replicas", [0, 1, 3], ids=["polling", "1", "3"])
@MANY_ENDINGS
async def test_a_thousand_questions_on_sqlite(
    tmp_path: Path, tiny: Path, replicas: int, gently: bool, ends: int
) -> None:
    run = Run(tmp_path / "state", tiny, replicas=replicas, questions=1000, ends=ends, gently=gently)
    assert_bars(await run.tally(), run)


@pytest.mark.slow
@needs_postgres
@pytest.mark.parametrize("replicas", [0, 1, 2, 3], ids=["polling", "1", "2", "3"])
@MANY_ENDINGS
async def test_a_thousand_questions_on_postgres(
    tmp_path: Path, tiny: Path, postgres: PostgresServer, replicas: int, gently: bool, ends: int
) -> None:
    run = Run(tmp_path / "state", tiny, replicas, 1000, ends=ends, gently=gently, database=postgres.address)
    assert_bars(await run.tally(), run)


@pytest.mark.slow
@needs_postgres
@pytest.mark.parametrize("replicas", [0, 2], ids=["polling, SQLite", "2, PostgreSQL"])
@MANY_ENDINGS
async def test_a_thousand_questions_on_the_full_content(
    full_state: Path, postgres: PostgresServer, replicas: int, gently: bool, ends: int
) -> None:
    database = postgres.address if replicas else ""
    run = Run(full_state, packaged_intents(), replicas, 1000, 15, ends, gently, database)
    assert_bars(await run.tally(), run)


@pytest.mark.slow
@needs_postgres
async def test_postgres_killed_three_times_loses_nothing(tmp_path: Path, tiny: Path) -> None:
    server = PostgresServer()
    server.start()

    class Crashes(Run):
        async def _end_and_start(self, bots: list[Bot]) -> None:
            """The server's, not the bots', and only once questions come."""
            for _ in range(3):
                await asyncio.sleep(3)
                server.kill()
                await asyncio.sleep(1)
                await asyncio.to_thread(server.start)

    try:
        run = Crashes(tmp_path / "state", tiny, replicas=3, questions=1000, database=server.address)
        result = await run.tally()
        assert (result.lost, result.reordered) == (0, 0)
    finally:
        server.remove()
