"""The ledger as a whole, against whatever order of deliveries, crashes, floods, failures and store losses.

Two replicas and one store. Telegram is the model: it gives an update again until somebody confirms it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.delivery import Outcome, Result
from bot.delivery.ledger import GRACE, LEASE, TRIES, Ledger, Settled
from bot.store import StoreError
from bot.store.sqlite import SqliteStore

NOW = 1_790_000_000.0
FATES = ["answered", "silent", "gone", "later", "failed", "slow", "dies before sending", "dies after sending"]
NUMBERS = (1, 2)


class _Flaky(SqliteStore):
    """A store that can be taken away."""

    gone = False

    async def _do(self, work: Any) -> Any:
        if self.gone:
            raise StoreError("gone")
        return await super()._do(work)


class _Replica:
    """One life of a process: from its start until it is killed."""

    def __init__(self, world: Deliveries, owner: str) -> None:
        self.world = world
        self.knows: set[int] = set()
        """Updates that it has settled itself."""
        self.slow: dict[int, asyncio.Event] = {}
        self.ledger = Ledger(
            world.store,
            self.process,
            self.apologise,
            owner=owner,
            lease=LEASE,
            clock=lambda: NOW + world.now,
            monotonic=lambda: world.now,
        )

    async def process(self, update: Mapping[str, Any]) -> Result:
        number, fate = update["update_id"], self.world.fate
        self.world.wrong += self.world.why_not(self, number)
        if fate == "slow":
            self.slow[number] = asyncio.Event()
            self.world.away.set()
            await self.slow[number].wait()
            del self.slow[number]
        if fate in ("answered", "slow", "dies after sending"):
            self.world.answered.add(number)
        if fate.startswith("dies"):
            self.world.died = True
            self.world.away.set()
            await asyncio.Event().wait()
        if fate in ("silent", "gone"):
            self.world.decided.add(number)
        return Result(Outcome("answered" if fate == "slow" else fate), 5.0)

    async def apologise(self, update: Mapping[str, Any]) -> Result:
        self.world.answered.add(update["update_id"])
        return Result(Outcome.ANSWERED)


class Deliveries(RuleBasedStateMachine):
    """What is confirmed was answered or decided; what is known to be done is never begun again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.now = 0.0
        self.store = _Flaky(Path(self.folder.name) / "ledger.db", clock=lambda: NOW + self.now)
        self.starts = 0
        self.replicas = [self.started(), self.started()]
        self.fate = "answered"
        self.died = False
        self.away = asyncio.Event()
        self.answered: set[int] = set()
        self.decided: set[int] = set()
        self.confirmed: set[int] = set()
        self.wrong: list[str] = []
        self.marked: set[int] = set()
        """Those whose mark has reached the store."""

    def started(self) -> _Replica:
        self.starts += 1
        return _Replica(self, f"life {self.starts}")

    def why_not(self, replica: _Replica, number: int) -> list[str]:
        """Why an update must not be begun now. (The ledger catches what `process` raises, so this only notes it.)"""
        wrong = []
        if number in replica.knows:
            wrong.append("it has settled this itself")
        if self.store.gone and self.now < GRACE:
            wrong.append("a store that is down is waited for")
        if not self.store.gone and number in self.marked:
            wrong.append("the store knows that it is done")
        if not self.store.gone and any(number in other.slow for other in self.replicas):
            wrong.append("another has it in hand")
        return wrong

    @invariant()
    def nothing_was_begun_that_must_not_be(self) -> None:
        assert self.wrong == []

    @rule(
        number=st.sampled_from(NUMBERS),
        place=st.integers(0, 1),
        fate=st.sampled_from(FATES),
        heard=st.booleans(),
    )
    def deliver(self, number: int, place: int, fate: str, heard: bool) -> None:
        """Telegram gives an update; `heard`: the confirmation reaches it."""
        replica = self.replicas[place]
        if number in self.confirmed or number in replica.slow:
            return
        self.fate = fate
        settled = self.runner.run(self._settle(replica, number))
        if self.died:
            self.dies(place)
        if settled is None:
            return
        assert settled.confirm or settled.again > 0
        if settled.confirm:
            self._settled(replica, number, heard)

    def _settled(self, replica: _Replica, number: int, heard: bool) -> None:
        assert number in self.answered | self.decided, "nothing is confirmed without an answer"
        replica.knows.add(number)
        if not self.store.gone:
            self.marked.add(number)
        if heard:
            self.confirmed.add(number)

    async def _settle(self, replica: _Replica, number: int) -> Settled | None:
        """None: it died on it, or has it in hand still."""
        self.away.clear()
        self.died = False
        update = {"update_id": number, "message": {"date": int(NOW), "chat": {"id": 1}, "text": "x"}}
        settling = asyncio.create_task(replica.ledger.settle(update))
        away = asyncio.create_task(self.away.wait())
        await asyncio.wait((settling, away), return_when=asyncio.FIRST_COMPLETED)
        away.cancel()
        return settling.result() if settling.done() else None

    @rule(place=st.integers(0, 1))
    def dies(self, place: int) -> None:
        """`kill -9`: nothing of it runs any more."""

        async def cancel(tasks: list[asyncio.Task[Settled]]) -> None:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.runner.run(cancel(list(self.replicas[place].ledger._in_hand.values())))
        self.replicas[place] = self.started()
        self.died = False

    @rule(heard=st.booleans())
    def slow_ones_end(self, heard: bool) -> None:
        for replica in self.replicas:
            slow = list(replica.slow)
            for number in slow:
                replica.slow[number].set()
            self.runner.run(replica.ledger.drain(5))
            for number in slow:
                self._settled(replica, number, heard and number not in self.confirmed)

    @rule(seconds=st.sampled_from([1.0, 5.0, LEASE, GRACE]))
    def wait(self, seconds: float) -> None:
        self.slow_ones_end(True)  # none takes longer than its lease
        self.now += seconds

    @rule(gone=st.booleans())
    def store_comes_and_goes(self, gone: bool) -> None:
        self.store.gone = gone

    def teardown(self) -> None:
        """Whatever happened: when all is well again, every update is answered or decided, within a few tries."""
        self.store.gone = False
        for number in NUMBERS:
            for _ in range(TRIES + 2):
                self.wait(LEASE + 1)
                self.deliver(number, 0, "answered", True)
            assert number in self.confirmed
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()


Deliveries.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDeliveries = Deliveries.TestCase
