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
        self._store_down_since: float | None = None
        self._own: OrderedDict[int, bool] = OrderedDict()
        """Updates settled by this process: what is known when the store is not."""
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._in_hand: dict[int, asyncio.Task[Settled]] = {}
        self._store_tried = 0.0
        # Understanding a question keeps the event loop busy. One at a time begins, so that in between the sends of
        # the others are heard: a hundred at once would all run into their timeouts, and repeat themselves.
        self._gate = asyncio.Lock()

    async def drain(self, seconds: float) -> None:
        """Wait for the updates in hand, at most for `seconds`."""
        if self._in_hand:
            await asyncio.wait(set(self._in_hand.values()), timeout=seconds)

    async def settle(self, update: Mapping[str, Any]) -> Settled:
        """Answer an update unless it was answered. A repeat of one in hand waits for that one. Never raises."""
        number = update.get("update_id")
        if not isinstance(number, int) or isinstance(number, bool):
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
            metrics.UPDATES.labels("repeat").inc()
            return Settled(True)
        age = self._clock() - asked_at(update)
        if age > TOO_OLD and asked_at(update):
            metrics.UPDATES.labels("too_old").inc()
            return Settled(True)
        try:
            claim = await self._claim(number)
        except StoreError:
            if self._store_waits():
                return Settled(False, _STORE_AGAIN)
            claim = Claim("go", self._failures.get(number, 0) + 1)
        if claim.state == "done":
            metrics.UPDATES.labels("repeat").inc()
            return Settled(True)
        if claim.state == "busy":
            metrics.UPDATES.labels("busy").inc()
            return Settled(False, min(_BUSY_AGAIN, self._lease))
        started = self._monotonic()
        # A try above the last one means that the process died each time: do not touch the update again.
        result = await self._answer(self._process if claim.tries <= TRIES else self._apologise, update)
        if result.outcome is Outcome.FAILED and claim.tries >= TRIES:
            event("apologised", update=number)
            metrics.UPDATES.labels("apologised").inc()
            result = await self._answer(self._apologise, update)
            if result.outcome is Outcome.FAILED:
                result = Result(Outcome.GONE)  # nothing more can be done for this one; others wait behind it
        metrics.UPDATES.labels(result.outcome.value).inc()
        if result.outcome is Outcome.FAILED:
            event("answer failed", update=number, tries=claim.tries)
            self._failures[number] = claim.tries
            _shorten(self._failures)
            await self._release(number, counted=True)
            return Settled(False, float(claim.tries))
        if result.outcome is Outcome.LATER:
            await self._release(number, counted=False)
            return Settled(False, max(0.1, result.retry_after))
        metrics.ANSWER_SECONDS.observe(max(0.0, self._monotonic() - started))
        self._own[number] = True
        _shorten(self._own)
        self._failures.pop(number, None)
        await self._mark_done(number)
        return Settled(True)

    async def _claim(self, number: int) -> Claim:
        async with self._gate:
            await asyncio.sleep(0)
            self._spare_a_broken_store()
            claim = await self._store.claim(number, self._owner, self._lease)
        self._store_is_up()
        return claim

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

    async def _mark_done(self, number: int) -> None:
        try:
            self._spare_a_broken_store()
            await self._store.done(number)
            self._store_is_up()
        except StoreError:
            # The answer is out, so Telegram may forget it; this process remembers meanwhile.
            self._store_waits()

    async def _release(self, number: int, *, counted: bool) -> None:
        try:
            self._spare_a_broken_store()
            await self._store.release(number, counted=counted)
        except StoreError:
            self._store_waits()  # its lease will run out

    def _spare_a_broken_store(self) -> None:
        """Raise StoreError at once if it failed a moment ago: a hundred updates must not wait for it in turn."""
        now = self._monotonic()
        if self._store_down_since is not None and now - self._store_tried < _STORE_AGAIN:
            raise StoreError("down a moment ago")
        self._store_tried = now

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


def asked_at(update: Mapping[str, Any]) -> float:
    """When the message of an update was written, as Telegram says; 0 if it does not say."""
    for kind in ("message", "edited_message"):
        message = update.get(kind)
        if isinstance(message, Mapping):
            date = message.get("edit_date", message.get("date"))
            return float(date) if isinstance(date, int | float) else 0.0
    return 0.0


def chat_of(update: Mapping[str, Any]) -> str:
    """Which updates must keep their order: those of one chat; inline queries of one person."""
    for kind, body in update.items():
        if not isinstance(body, Mapping):
            continue
        message = body.get("message") if kind == "callback_query" else body
        chat = message.get("chat") if isinstance(message, Mapping) else None
        if isinstance(chat, Mapping):
            return str(chat.get("id"))
        sender = body.get("from")
        if isinstance(sender, Mapping):
            return f"from {sender.get('id')}"
    return ""


def _shorten(remembered: OrderedDict[int, Any]) -> None:
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
