"""Long polling that confirms an update only after its answer was sent.

Telegram's server is the durable queue: `offset` never passes the oldest update that is not settled. While answers
wait (another 429, a slow chat), newer updates are read from there again, and what is settled is skipped.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any

import telegram
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.delivery.ledger import Ledger, chat_of
from bot.delivery.sending import seconds
from bot.ops import metrics
from bot.ops.logs import event

LIMIT = 100
"""The most updates that Telegram gives at once, and so the most that can be in hand."""
LONG_POLL = 25
"""Seconds that Telegram holds an empty answer back."""
PACE = 0.6
"""Seconds between two reads from the same offset; within 0.5 s Telegram gives one update only."""
WORST_WAIT = 30.0
CONFLICT_REMEDY = (
    "Telegram says 409: this token is in use elsewhere. Stop the other program, or run `lupus-bot webhook delete` "
    "if a webhook is set. Trying again until then."
)


class Polling:
    """Reads updates, settles each chat's in order and different chats at once."""

    def __init__(self, bot: telegram.Bot, ledger: Ledger, allowed_updates: Sequence[str] = ()) -> None:
        self._bot = bot
        self._ledger = ledger
        self._allowed = list(allowed_updates)
        self._offset = 0
        """The oldest update that may not be settled; 0: whatever Telegram has."""
        self._settled: set[int] = set()
        self._waiting: set[int] = set()
        self._chats: defaultdict[str, deque[Mapping[str, Any]]] = defaultdict(deque)
        self._workers: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self._finishing = asyncio.Event()
        self.last_success = 0.0
        """Monotonic time of the last answer from Telegram; 0 for none yet."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises InvalidToken if Telegram refuses the token."""
        failures = 0
        said_conflict = False
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                reading = asyncio.create_task(self._read())
                await asyncio.wait((reading, stopped), return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    reading.cancel()
                    await asyncio.gather(reading, return_exceptions=True)
                    return
                try:
                    self._take(reading.result())
                    answered = time.monotonic()
                    failures, said_conflict = 0, False
                except InvalidToken:
                    raise
                except TelegramError as error:
                    failures += 1
                    wait = min(WORST_WAIT, 0.5 * 2**failures)
                    if isinstance(error, Conflict):
                        if not said_conflict:
                            event("conflict", remedy=CONFLICT_REMEDY)
                        said_conflict, wait = True, min(wait, 5.0)
                    elif isinstance(error, RetryAfter):
                        wait = seconds(error)
                    elif failures == 1:
                        event("telegram unreachable", error=type(error).__name__)
                    metrics.POLL_ERRORS.inc()
                    await _wait_for(stop, wait)
                    continue
                await self._settle_for(PACE - (time.monotonic() - answered), stop)
        finally:
            stopped.cancel()

    async def finish(self, seconds: float) -> None:
        """Let what is in hand finish within `seconds`, then confirm what is settled. Nothing new is read."""
        self._finishing.set()
        for queue in self._chats.values():
            queue.clear()  # not begun: Telegram keeps them
        if self._workers:
            await asyncio.wait(set(self._workers), timeout=seconds)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._confirmed() > 0:
            try:
                await self._bot.get_updates(offset=self._confirmed(), timeout=0, limit=1, read_timeout=3)
            except TelegramError as error:
                event("not confirmed", error=type(error).__name__)  # the ledger knows them all the same

    async def _read(self) -> list[Mapping[str, Any]]:
        """One getUpdates, as plain objects: one that the library cannot read must not stop the others."""
        data: dict[str, Any] = {"limit": LIMIT, "timeout": LONG_POLL, "allowed_updates": self._allowed}
        if self._confirmed() > 0:
            data["offset"] = self._confirmed()
        try:
            found = await self._bot.do_api_request("getUpdates", data, read_timeout=LONG_POLL + 5)
        except EndPointNotFound:  # what the library makes of 401 and 404 here
            raise InvalidToken from None
        self.last_success = time.monotonic()
        updates = (
            [update for update in found if isinstance(update, Mapping)] if isinstance(found, list) else []
        )
        if not updates and not self._waiting:
            # All is confirmed. No offset from here on: after a quiet week Telegram may number from anywhere.
            self._offset, self._settled = 0, set()
        return updates

    def _confirmed(self) -> int:
        if self._waiting:
            return min(self._waiting)
        return max(self._settled) + 1 if self._settled else self._offset

    def _take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        readable = (update for update in updates if isinstance(update.get("update_id"), int))
        for update in sorted(readable, key=lambda update: int(update["update_id"])):
            number = int(update["update_id"])
            if number in self._waiting or number in self._settled:
                continue
            self._waiting.add(number)
            chat = chat_of(update)
            self._chats[chat].append(update)
            if len(self._chats[chat]) == 1:
                worker = asyncio.create_task(self._work(chat))
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)
        metrics.WAITING.set(len(self._waiting))

    async def _work(self, chat: str) -> None:
        queue = self._chats[chat]
        while queue:
            update = queue[0]
            number = int(update["update_id"])
            while not (settled := await self._ledger.settle(update)).confirm:
                await _wait_for(self._finishing, settled.again)
                if self._finishing.is_set():
                    return  # Telegram keeps it
            if queue and queue[0] is update:
                queue.popleft()
            self._waiting.discard(number)
            self._settled.add(number)
            oldest = self._confirmed()
            self._settled = {done for done in self._settled if done >= oldest - 1}
            self._progress.set()
        del self._chats[chat]
        metrics.WAITING.set(len(self._waiting))

    async def _settle_for(self, seconds: float, stop: asyncio.Event) -> None:
        """Wait until all is settled, at most for `seconds`, and while the window is full."""
        until = time.monotonic() + seconds
        while self._waiting and not stop.is_set():
            full = len(self._waiting) + sum(done > min(self._waiting) for done in self._settled) >= LIMIT
            left = until - time.monotonic()
            if left <= 0 and not full:
                return
            self._progress.clear()
            await _wait_for(self._progress, left if left > 0 else PACE)


async def _wait_for(condition: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(condition.wait(), max(0.0, seconds))
    except TimeoutError:
        return
