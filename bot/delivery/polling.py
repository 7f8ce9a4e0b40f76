"""Long polling that confirms an update only after its answer was sent.

Telegram's server is the durable queue: `offset` never passes the oldest update that is not settled. While answers
wait (another 429, a slow chat), newer updates are read from there again, and what is settled is skipped.
A message that may be an emergency does not wait behind others of its chat.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import telegram
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.delivery.ledger import Ledger
from bot.delivery.sending import ODD_ANSWER, seconds
from bot.delivery.updates import chat_of, number_of
from bot.ops import metrics
from bot.ops.logs import event

LIMIT = 100
"""The most updates that Telegram gives at once, and so the most that can be in hand."""
LONG_POLL = 25
"""Seconds that Telegram holds an empty answer back."""
PACE = 0.6
"""Seconds between two reads from the same offset; within 0.5 s Telegram gives one update only."""
WORST_WAIT = 30.0
HELD_UP = 60.0
"""Seconds for which an update that cannot be answered now may keep others from being read."""
MOST_ASIDE = 50
"""Updates at most that are kept in memory alone, because others could not be read for them."""
OVERTAKING = "!"
"""Marks the queue of those of a chat that may be emergencies: beside its ordinary one, and in order too."""
REFUSALS = 3
"""So often in a row must a token be refused that worked before."""
CONFLICT_REMEDY = (
    "Telegram says 409: this token is in use elsewhere. Stop the other program, or run `lupus-bot webhook delete` "
    "if a webhook is set. Trying again until then."
)


class Polling:
    """Reads updates, settles each chat's in order and different chats at once.

    `overtakes` says whether an update may go past what waits in its chat; it is asked only where something waits.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        ledger: Ledger,
        allowed_updates: Sequence[str] = (),
        overtakes: Callable[[Mapping[str, Any]], bool] = lambda _: False,
    ) -> None:
        self._bot = bot
        self._ledger = ledger
        self._overtakes = overtakes
        self._allowed = list(allowed_updates)
        self._offset = 0
        """What the last read asked for: all before it is settled. 0: whatever Telegram has."""
        self._waiting: dict[int, float] = {}
        """Since when, by the monotonic clock."""
        self._aside: set[int] = set()
        """Those of them that Telegram was told to forget: 100 newer ones would otherwise be all that is ever read."""
        self._settled: set[int] = set()
        """Those from the offset on, which Telegram may give again."""
        self._chats: defaultdict[str, deque[tuple[int, Mapping[str, Any]]]] = defaultdict(deque)
        self._workers: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self._finishing = asyncio.Event()
        self._failures = 0
        self._conflict = False
        self.last_success = 0.0
        """Monotonic time of the last answer from Telegram; 0 for none yet."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises InvalidToken if Telegram refuses the token."""
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
                    updates = reading.result()
                except TelegramError as error:
                    await _wait_for(stop, self._wait_after(error))
                    continue
                self._failures, self._conflict = 0, False
                self._take(updates)
                await self._until_next_read(stop, idle=not updates)
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
        if self._oldest_open() > 0:
            try:
                await self._get_updates(limit=1, timeout=0, patience=3)
            except TelegramError as error:
                event("not confirmed", error=type(error).__name__)  # the ledger knows them all the same

    async def _read(self) -> list[Mapping[str, Any]]:
        self._offset = self._oldest_open()
        self._settled = {number for number in self._settled if number >= self._offset}
        updates = await self._get_updates(limit=LIMIT, timeout=LONG_POLL, patience=LONG_POLL + 5)
        self.last_success = time.monotonic()
        if not updates and not self._waiting:
            # All is confirmed. No offset from here on: after a quiet week Telegram may number from anywhere.
            self._offset, self._settled = 0, set()
        return updates

    async def _get_updates(self, *, limit: int, timeout: int, patience: float) -> list[Mapping[str, Any]]:  # noqa: ASYNC109
        """As plain objects: one that the library cannot read must not stop the others."""
        data: dict[str, Any] = {"limit": limit, "timeout": timeout, "allowed_updates": self._allowed}
        if self._oldest_open() > 0:
            data["offset"] = self._oldest_open()
        try:
            found = await self._bot.do_api_request("getUpdates", data, read_timeout=patience)
        except EndPointNotFound:  # what the library makes of 401 and 404 here
            raise InvalidToken from None
        except ODD_ANSWER as error:
            raise NetworkError("not Telegram's answer") from error
        return [update for update in found if isinstance(update, Mapping)] if isinstance(found, list) else []

    def _wait_after(self, error: TelegramError) -> float:
        """The seconds to wait after a read that failed. Raises InvalidToken if there is no use in waiting."""
        self._failures += 1
        metrics.POLL_ERRORS.inc()
        if isinstance(error, InvalidToken) and self._failures >= REFUSALS:
            raise error
        if isinstance(error, RetryAfter):
            return seconds(error)
        if isinstance(error, Conflict):
            if not self._conflict:
                event("conflict", remedy=CONFLICT_REMEDY)
            self._conflict = True
            return min(5.0, 0.5 * 2.0**self._failures)
        if self._failures == 1:
            event("telegram unreachable", error=type(error).__name__)
        return min(WORST_WAIT, 0.5 * 2.0 ** min(self._failures, 10))

    def _oldest_open(self) -> int:
        """Where to read from: the oldest update that is not settled, else the one after the newest that is."""
        if len(self._waiting) > len(self._aside):
            return min(self._waiting.keys() - self._aside)
        return max(self._settled) + 1 if self._settled else self._offset

    def _set_aside(self, oldest: int) -> bool:
        """Keep the oldest open update in memory alone if it has held up the reading for long; whether it was."""
        since = self._waiting.get(oldest)
        if since is None or time.monotonic() - since < HELD_UP or len(self._aside) >= MOST_ASIDE:
            return False
        self._aside.add(oldest)
        event("kept in memory alone", update=oldest)
        return True

    def _take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        numbered = [(number, update) for update in updates if (number := number_of(update)) is not None]
        for number, update in sorted(numbered, key=lambda pair: pair[0]):
            if number in self._waiting or number in self._settled:
                continue
            self._waiting[number] = time.monotonic()
            chat = chat_of(update)
            if chat in self._chats and self._overtakes(update):
                chat += OVERTAKING
            self._chats[chat].append((number, update))
            if len(self._chats[chat]) == 1:
                worker = asyncio.create_task(self._work(chat))
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)
        metrics.WAITING.set(len(self._waiting))

    async def _work(self, chat: str) -> None:
        queue = self._chats[chat]
        while queue:
            number, update = queue[0]
            while not (settled := await self._ledger.settle(update)).confirm:
                await _wait_for(self._finishing, settled.again)
                if self._finishing.is_set():
                    return  # Telegram keeps it, unless it was set aside
            del self._waiting[number]
            if number in self._aside:
                self._aside.discard(number)
            else:
                self._settled.add(number)
            self._progress.set()
            if queue:  # `finish` may have emptied it
                queue.popleft()
        del self._chats[chat]
        metrics.WAITING.set(len(self._waiting))

    async def _until_next_read(self, stop: asyncio.Event, *, idle: bool) -> None:
        """Return as soon as a read may bring something new, and Telegram does not mind."""
        read_at = time.monotonic()
        while not stop.is_set() and not idle:
            oldest = self._oldest_open()
            in_hand = len(self._waiting) - len(self._aside) + sum(number > oldest for number in self._settled)
            moved = oldest > self._offset
            if moved and in_hand <= LIMIT // 2:
                return
            left = PACE - (time.monotonic() - read_at)
            if left <= 0 and (in_hand < LIMIT or self._set_aside(oldest)):
                return
            self._progress.clear()
            await _wait_for(self._progress, left if left > 0 else PACE)


async def _wait_for(condition: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(condition.wait(), max(0.0, seconds))
    except TimeoutError:
        return
