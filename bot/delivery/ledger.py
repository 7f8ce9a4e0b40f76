"""One update through the ledger: claimed, answered, marked as done; or given back.

An update is confirmed to Telegram only after this module said that it is settled. A crash in between repeats the
answer; it never loses the question.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.delivery import Outcome, Process, Result
from bot.delivery.updates import asked_at, number_of
from bot.ops import metrics
from bot.ops.logs import event
from bot.store import Claim, Store, StoreError

TRIES = 3
"""So often is an update tried before the fixed apology goes out."""
DEADLINE = 12.0
"""Seconds that one answer may take."""
LEASE = 15.0
"""Seconds after which another replica may take an update whose owner has not finished; above DEADLINE."""
TOO_OLD = 24 * 3600.0
"""Seconds after which a question is let go; Telegram keeps updates as long."""
GRACE = 30.0
"""Seconds for which a broken store makes updates wait, before answers go out without it."""
REMEMBERED = 10_000
_BUSY_AGAIN = 3.0
_STORE_AGAIN = 2.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether an update may be confirmed to Telegram; if not, in how many seconds to come again."""

    confirm: bool
    again: float = 0.0


class Ledger:
    """Answers each update once, as far as that can be known. `owner` names this process."""

    def __init__(
        self,
        store: Store,
        process: Process,
        apologise: Process,
        *,
        owner: str,
        lease: float = LEASE,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._process = process
        self._apologise = apologise
        self._owner = owner
        self._lease = lease
        self._clock = clock
        self._monotonic = monotonic
        self._clock_offset = clock() - monotonic()
        self._store_down_since: float | None = None
        self._own: OrderedDict[int, bool] = OrderedDict()
        """Updates that this process has settled or found settled: what is known when the store is not."""
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._in_hand: dict[int, asyncio.Task[Settled]] = {}
        # Understanding a question keeps the event loop busy. One at a time begins, so that in between the sends of
        # the others are heard: a hundred at once would all run into their timeouts, and repeat themselves.
        self._gate = asyncio.Lock()

    async def drain(self, seconds: float) -> None:
        """Wait for the updates in hand, at most for `seconds`."""
        if self._in_hand:
            await asyncio.wait(set(self._in_hand.values()), timeout=seconds)

    async def settle(self, update: Mapping[str, Any]) -> Settled:
        """Answer an update unless it was answered. A repeat of one in hand waits for that one. Never raises."""
        number = number_of(update)
        if number is None:
            metrics.UPDATES.labels("unreadable").inc()
            return Settled(True)
        task = self._in_hand.get(number)
        if task is None:
            task = asyncio.create_task(self._settle(number, update))
            self._in_hand[number] = task
            task.add_done_callback(lambda _: self._in_hand.pop(number, None))
        # The answer goes on if the caller (a connection that broke) goes away.
        return await asyncio.shield(task)

    async def _settle(self, number: int, update: Mapping[str, Any]) -> Settled:
        if number in self._own:
            await self._mark_done(number)  # perhaps the store missed it
            return _confirmed("repeat")
        if self._too_old(update):
            return _confirmed("too_old")
        try:
            claim = await self._claim(number)
        except StoreError:
            if self._store_waits():
                return Settled(False, _STORE_AGAIN)
            claim = Claim("go", self._failures.get(number, 0) + 1)
        if claim.state == "done":
            _remember(self._own, number, True)  # the store may be gone when it comes again
            return _confirmed("repeat")
        if claim.state == "busy":
            metrics.UPDATES.labels("busy").inc()
            return Settled(False, min(_BUSY_AGAIN, self._lease))
        started = self._monotonic()
        result = await self._result(number, claim.tries, update)
        metrics.UPDATES.labels(result.outcome.value).inc()
        if result.outcome is Outcome.FAILED:
            event("answer failed", update=number, tries=claim.tries)
            _remember(self._failures, number, claim.tries)
            await self._release(number, counted=True)
            return Settled(False, float(claim.tries))
        if result.outcome is Outcome.LATER:
            await self._release(number, counted=False)
            return Settled(False, max(0.1, result.retry_after))
        metrics.ANSWER_SECONDS.observe(max(0.0, self._monotonic() - started))
        _remember(self._own, number, True)
        self._failures.pop(number, None)
        await self._mark_done(number)
        return Settled(True)

    async def _result(self, number: int, tries: int, update: Mapping[str, Any]) -> Result:
        """Answer, or after the last try say sorry, so that nothing waits behind this one for ever."""
        # A try above the last one means that the process died each time: do not touch the update again.
        if tries <= TRIES:
            result = await self._answer(self._process, update)
            if result.outcome is not Outcome.FAILED or tries < TRIES:
                return result
        event("apologised", update=number)
        metrics.UPDATES.labels("apologised").inc()
        result = await self._answer(self._apologise, update)
        return Result(Outcome.GONE) if result.outcome is Outcome.FAILED else result

    async def _answer(self, process: Process, update: Mapping[str, Any]) -> Result:
        try:
            async with asyncio.timeout(DEADLINE):
                return await process(update)
        except TimeoutError:
            event("answer took too long")
        except Exception as error:
            # `process` never raises; if it does after all, one update must not stop all others.
            event("answer raised", error=type(error).__name__)
        return Result(Outcome.FAILED)

    def _too_old(self, update: Mapping[str, Any]) -> bool:
        asked = asked_at(update)
        # A clock that is set forward while the bot runs must not make every question look old.
        now = min(self._clock(), self._clock_offset + self._monotonic())
        return asked is not None and now - asked > TOO_OLD

    async def _claim(self, number: int) -> Claim:
        async with self._gate:
            await asyncio.sleep(0)
            claim = await self._store.claim(number, self._owner, self._lease)
        self._store_is_up()
        return claim

    async def _mark_done(self, number: int) -> None:
        try:
            await self._store.done(number)
            self._store_is_up()
        except StoreError:
            # The answer is out, so Telegram may forget it; this process remembers meanwhile.
            self._store_waits()

    async def _release(self, number: int, *, counted: bool) -> None:
        try:
            await self._store.release(number, counted=counted)
        except StoreError:
            self._store_waits()  # its lease will run out

    def _store_waits(self) -> bool:
        now = self._monotonic()
        if self._store_down_since is None:
            self._store_down_since = now
            event("store down")
        metrics.STORE_ERRORS.inc()
        return now - self._store_down_since < GRACE

    def _store_is_up(self) -> None:
        if self._store_down_since is not None:
            event("store up", seconds=round(self._monotonic() - self._store_down_since))
            self._store_down_since = None


def _confirmed(why: str) -> Settled:
    metrics.UPDATES.labels(why).inc()
    return Settled(True)


def _remember(remembered: OrderedDict[int, Any], number: int, what: object) -> None:
    remembered[number] = what
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
