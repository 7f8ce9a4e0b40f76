"""Each update is answered once, as far as that can be known: with a real store and a clock that the test sets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Outcome, Result
from bot.delivery.ledger import DEADLINE, GRACE, LEASE, TRIES, Ledger, Settled
from bot.ops import metrics
from bot.store import StoreError
from bot.store.sqlite import SqliteStore

NOW = 1_790_000_000.0


class World:
    """A ledger and everything around it: what it did, and knobs for what goes wrong."""

    def __init__(self, folder: Path) -> None:
        self.wall, self.mono = NOW, 0.0
        self.store = SqliteStore(folder / "ledger.db", clock=lambda: self.wall)
        self.outcomes: list[Result | BaseException] = []
        self.answered: list[int] = []
        self.apologised: list[int] = []
        self.ledger = self.restarted()

    def restarted(self, owner: str = "a", lease: float = 0.0) -> Ledger:
        self.ledger = Ledger(
            self.store,
            self._process,
            self._apologise,
            owner=owner,
            lease=lease,
            clock=lambda: self.wall,
            monotonic=lambda: self.mono,
        )
        return self.ledger

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.mono += seconds

    async def settle(self, number: int, **message: Any) -> Settled:
        body = {"message_id": 1, "date": int(NOW), "chat": {"id": 1}, "text": "hello", **message}
        return await self.ledger.settle({"update_id": number, "message": body})

    async def _process(self, update: Mapping[str, Any]) -> Result:
        outcome = self.outcomes.pop(0) if self.outcomes else Result(Outcome.ANSWERED)
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome.outcome is Outcome.ANSWERED:
            self.answered.append(update["update_id"])
        return outcome

    async def _apologise(self, update: Mapping[str, Any]) -> Result:
        self.apologised.append(update["update_id"])
        return Result(Outcome.ANSWERED)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    yield made
    await made.store.close()


@pytest.fixture
def broken(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world whose store fails until `monkeypatch` is undone."""

    async def fails(*_: object, **__: object) -> None:
        raise StoreError("down")

    for name in ("claim", "done", "release"):
        monkeypatch.setattr(world.store, name, fails)
    yield world
    monkeypatch.undo()


def counted(outcome: str) -> float:
    return metrics.UPDATES.labels(outcome)._value.get()


async def test_an_update_is_answered_once_even_after_a_restart(world: World) -> None:
    assert (await world.settle(1)).confirm
    assert (await world.settle(1)).confirm
    world.restarted(owner="b")
    assert (await world.settle(1)).confirm
    assert world.answered == [1]


async def test_two_pushes_of_one_update_at_once_are_one_answer(world: World) -> None:
    both = await asyncio.gather(world.settle(1), world.settle(1))
    assert all(settled.confirm for settled in both)
    assert world.answered == [1]


async def test_an_answer_goes_on_when_the_connection_that_asked_for_it_breaks(world: World) -> None:
    asking = asyncio.create_task(world.settle(1))
    await asyncio.sleep(0)
    asking.cancel()
    await world.ledger.drain(5)
    assert world.answered == [1]


async def test_an_update_of_a_replica_that_died_is_answered_when_its_lease_is_over(world: World) -> None:
    await world.store.claim(1, "dead", LEASE)
    world.restarted(owner="b", lease=LEASE)
    assert not (await world.settle(1)).confirm
    world.passes(LEASE)
    assert (await world.settle(1)).confirm


def test_an_answer_that_takes_longer_than_its_lease_cannot_exist() -> None:
    assert DEADLINE < LEASE


async def test_a_flood_keeps_the_update_and_does_not_count_as_a_try(world: World) -> None:
    world.outcomes = [Result(Outcome.LATER, 7.0)] * 9
    for _ in range(9):
        assert await world.settle(1) == Settled(False, 7.0)
    assert (await world.settle(1)).confirm
    assert (world.answered, world.apologised) == ([1], [])


@pytest.mark.parametrize("failure", [Result(Outcome.FAILED), ValueError("my knees"), KeyError("x")])
async def test_a_question_that_always_fails_gets_the_apology_after_three_tries(
    world: World, failure: Result | BaseException
) -> None:
    world.outcomes = [failure] * 9
    assert [(await world.settle(1)).confirm for _ in range(TRIES)] == [False, False, True]
    assert (world.answered, world.apologised) == ([], [1])


async def test_who_has_blocked_the_bot_is_let_go_and_counted(world: World) -> None:
    before = counted("gone")
    world.outcomes = [Result(Outcome.GONE)]
    assert (await world.settle(1)).confirm
    assert counted("gone") == before + 1


async def test_a_question_older_than_a_day_is_let_go_and_counted(world: World) -> None:
    before = counted("too_old")
    assert (await world.settle(1, date=int(NOW) - 86_401)).confirm
    assert (await world.settle(2, date=int(NOW) - 86_000)).confirm
    assert world.answered == [2]
    assert counted("too_old") == before + 1


@pytest.mark.parametrize("jump", [10 * 86_400, -10 * 86_400])
async def test_a_clock_that_jumps_loses_no_question(world: World, jump: float) -> None:
    world.wall += jump
    assert (await world.settle(1)).confirm
    assert world.answered == [1]


@pytest.mark.parametrize("number", [None, "7", True, -1, 2**63, 10**400, 1.5, [], {}])
async def test_an_update_whose_number_cannot_be_used_is_confirmed_and_counted(
    world: World, number: object
) -> None:
    before = counted("unreadable")
    assert (await world.ledger.settle({"update_id": number, "message": {"text": "x"}})).confirm
    assert counted("unreadable") == before + 1


@pytest.mark.parametrize("date", [None, "x", 10**400, float("inf"), -1, []])
async def test_a_date_that_makes_no_sense_is_no_reason_not_to_answer(world: World, date: object) -> None:
    assert (await world.settle(1, date=date)).confirm
    assert world.answered == [1]


async def test_a_store_that_is_down_makes_updates_wait_and_after_half_a_minute_they_are_answered(
    broken: World,
) -> None:
    assert not (await broken.settle(1)).confirm
    broken.passes(GRACE - 1)
    assert not (await broken.settle(1)).confirm
    broken.passes(1)
    assert (await broken.settle(1)).confirm
    assert (await broken.settle(1)).confirm, "remembered in memory"
    assert broken.answered == [1]


async def test_a_question_that_always_fails_is_apologised_for_without_a_store_too(broken: World) -> None:
    await broken.settle(9)
    broken.passes(GRACE)
    broken.outcomes = [Result(Outcome.FAILED)] * 9
    assert [(await broken.settle(1)).confirm for _ in range(TRIES)] == [False, False, True]
    assert broken.apologised == [1]


async def test_when_the_store_is_back_the_half_minute_begins_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = world.store.claim
    down = True

    async def claim(number: int, owner: str, lease: float) -> Any:
        if down:
            raise StoreError("down")
        return await real(number, owner, lease)

    monkeypatch.setattr(world.store, "claim", claim)
    await world.settle(1)
    world.passes(GRACE - 1)
    down = False
    assert (await world.settle(1)).confirm
    down = True
    world.passes(2)
    assert not (await world.settle(2)).confirm


async def test_what_the_store_once_called_done_is_not_answered_when_the_store_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.settle(1)
    world.restarted(owner="b")
    assert (await world.settle(1)).confirm

    async def fails(*_: object, **__: object) -> None:
        raise StoreError("down")

    for name in ("claim", "done"):
        monkeypatch.setattr(world.store, name, fails)
    await world.settle(2)
    world.passes(GRACE)
    assert (await world.settle(1)).confirm
    assert world.answered == [1]
