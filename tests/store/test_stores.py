"""Both stores keep the same promises."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.store import Store, StoreError, resting, sqlite
from bot.store.choosing import store_for
from bot.store.sqlite import SqliteStore
from tests.support.postgres import PostgresServer, binaries

DAY = date(2026, 11, 23)


def started_postgres() -> PostgresServer:
    if binaries() is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    server = PostgresServer()
    server.start()
    return server


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = started_postgres()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "sqlite":
        chosen = store_for(f"sqlite:///{tmp_path}/new/ledger.db")
    else:
        chosen = store_for(request.getfixturevalue("postgres").address)
    await chosen.open()
    yield chosen
    await chosen.purge(-1)
    await chosen.close()


async def test_an_update_goes_to_one_owner_at_a_time(store: Store) -> None:
    assert (await store.claim(1, "a", 60)).state == "go"
    assert (await store.claim(1, "b", 60)).state == "busy"
    assert (await store.claim(1, "a", 60)).state == "go"


async def test_an_update_of_a_dead_owner_goes_to_another_when_its_lease_is_over(store: Store) -> None:
    await store.claim(1, "a", 0)
    claim = await store.claim(1, "b", 0)
    assert (claim.state, claim.tries) == ("go", 2)


async def test_an_update_that_is_done_stays_done(store: Store) -> None:
    await store.claim(1, "a", 0)
    await store.done(1)
    await store.release(1, counted=False)
    assert (await store.claim(1, "b", 0)).state == "done"


async def test_a_try_that_only_waited_does_not_count(store: Store) -> None:
    await store.claim(1, "a", 60)
    await store.release(1, counted=False)
    assert (await store.claim(1, "b", 60)).tries == 1
    await store.release(1, counted=True)
    assert (await store.claim(1, "a", 60)).tries == 2


async def test_old_rows_are_forgotten(store: Store) -> None:
    await store.claim(1, "a", 60)
    await store.done(1)
    await store.purge(3600)
    assert (await store.claim(1, "a", 60)).state == "done"
    await store.purge(-1)
    assert (await store.claim(1, "a", 60)).state == "go"


async def test_group_settings_survive_a_move_and_end_when_the_bot_has_left(store: Store) -> None:
    await store.keep_group(-1, "{}")
    await store.move_group(-1, -1001)
    assert (await store.group(-1), await store.group(-1001)) == (None, "{}")
    await store.leave_group(-1001, 3600)
    await store.purge(3600)
    assert await store.group(-1001) == "{}"
    await store.leave_group(-1001, 0)
    assert await store.group(-1001) is None


async def test_counts_add_up_by_day(store: Store) -> None:
    for _ in range(3):
        await store.count(DAY, "answered", "about.what_is_lupus")
    counts = await store.counts(DAY)
    assert [(count.name, count.label, count.number) for count in counts] == [
        ("answered", "about.what_is_lupus", 3)
    ]


async def test_what_is_kept_outlives_the_connection(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "ledger.db")
    await first.claim(1, "a", 0)
    await first.done(1)
    await first.close()
    second = SqliteStore(tmp_path / "ledger.db")
    assert (await second.claim(1, "b", 0)).state == "done"
    await second.close()


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "REST_SECONDS", 0.0)


async def test_a_locked_file_is_a_store_error_and_heals(
    tmp_path: Path, no_rest: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    store = SqliteStore(tmp_path / "ledger.db")
    await store.open()
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreError):
        await store.claim(1, "a", 0)
    other.execute("rollback")
    other.close()
    assert (await store.claim(1, "a", 0)).state == "go"
    await store.close()


async def test_a_hundred_calls_to_a_locked_file_do_not_each_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.5)
    store = SqliteStore(tmp_path / "ledger.db")
    await store.open()
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("begin immediate")
    started = time.monotonic()
    calls = (store.count(DAY, "answered", str(number)) for number in range(100))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(result, StoreError) for result in results)
    assert time.monotonic() - started < 2.0
    other.close()
    await store.close()


@pytest.mark.parametrize("trouble", ["max_page_count = 1", "query_only = on"], ids=["full disk", "read-only"])
async def test_a_file_that_cannot_be_written_is_a_store_error_and_heals(
    tmp_path: Path, no_rest: None, trouble: str
) -> None:
    store = SqliteStore(tmp_path / "ledger.db")
    await store.open()
    assert store._connection is not None
    store._connection.execute(f"pragma {trouble}")
    with pytest.raises(StoreError):
        await store.keep_group(-2, "x" * 1_000_000)
    await store.keep_group(-1, "{}")  # the file was opened anew
    await store.close()


async def test_a_file_that_is_no_database_is_a_store_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("not a database, and longer than its header has room for" * 20)
    store = SqliteStore(tmp_path / "ledger.db")
    with pytest.raises(StoreError, match=r"ledger\.db"):
        await store.open()
    await store.close()


async def test_a_servers_clock_that_is_set_back_holds_nobody_up(postgres: PostgresServer) -> None:
    store = store_for(postgres.address)
    await store.claim(1, "dead", 15)
    assert (await store.claim(1, "b", 15)).state == "busy"
    async with await psycopg.AsyncConnection.connect(postgres.address, autocommit=True) as connection:
        await connection.execute("update lupus_ledger set at = now() + interval '1 hour'")
    assert (await store.claim(1, "b", 15)).state == "go"
    await store.purge(-7200)
    await store.close()


async def test_a_clock_that_is_set_back_holds_nobody_up(tmp_path: Path) -> None:
    now = 1_000_000.0
    store = SqliteStore(tmp_path / "ledger.db", clock=lambda: now)
    await store.claim(1, "dead", 15)
    now -= 3600
    assert (await store.claim(1, "b", 15)).state == "go"
    await store.close()


async def test_a_file_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as newer:
        newer.execute("pragma user_version = 99")
    newer.close()
    store = SqliteStore(tmp_path / "ledger.db")
    with pytest.raises(StoreError, match="update the program"):
        await store.open()
    await store.close()


class LedgerMachine(RuleBasedStateMachine):
    """Owners claim, finish, give back and die in any order; a model of three lines must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.now = 1_000_000.0
        self.store = SqliteStore(Path(self.folder.name) / "ledger.db", clock=lambda: self.now)
        self.done: set[int] = set()
        self.held: dict[int, tuple[str, float]] = {}

    @rule(number=st.integers(1, 4), owner=st.sampled_from("abc"))
    def claim(self, number: int, owner: str) -> None:
        claim = self.loop.run_until_complete(self.store.claim(number, owner, 15))
        holder, since = self.held.get(number, (owner, 0.0))
        if number in self.done:
            assert claim.state == "done"
        elif holder != owner and self.now - since < 15:
            assert claim.state == "busy"
        else:
            assert claim.state == "go"
            self.held[number] = (owner, self.now)

    @rule(number=st.integers(1, 4))
    def finish(self, number: int) -> None:
        self.loop.run_until_complete(self.store.done(number))
        self.done.add(number)

    @rule(number=st.integers(1, 4), counted=st.booleans())
    def release(self, number: int, counted: bool) -> None:
        self.loop.run_until_complete(self.store.release(number, counted=counted))
        self.held.pop(number, None)

    @rule(seconds=st.sampled_from([1, 14, 15, 60]))
    def wait(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def restart(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.store = SqliteStore(Path(self.folder.name) / "ledger.db", clock=lambda: self.now)

    @invariant()
    def what_is_done_stays_done(self) -> None:
        for number in self.done:
            assert self.loop.run_until_complete(self.store.claim(number, "z", 0)).state == "done"

    def teardown(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()
        self.folder.cleanup()


LedgerMachine.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLedger = LedgerMachine.TestCase
