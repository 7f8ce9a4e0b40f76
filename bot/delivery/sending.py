"""How calls leave: paced as Telegram likes it, danger first, and repeated by what is known of a failure.

- never left this machine: repeated, it cannot double
- may have arrived (no answer, an unreadable one): repeated once; every answer is a
  reply to its question, so a double reads as one
- 429: waited for if short; else `Later`, and the update comes again. One chat's 429 holds up no other.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from typing import Any

import httpx
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.delivery.pacing import Pacing
from bot.ops import metrics
from bot.ops.logs import event

PATIENCE = 5.0
"""Seconds that a call waits here; for longer, its update comes again."""
NEVER_LEFT_WAITS = (0.0, 0.5, 1.0, 2.0)
DANGER = 1
"""`rate_limit_args` of a danger notice: first in every queue, and free of the group's budget."""
WORST_WAIT = 30.0
"""Seconds between two tries of an update while Telegram cannot be reached."""
AT_ONCE = 8
"""Ordinary calls under way at once: far more than 28 a second need, and few enough that the connection pool, which
looks at every connection for every call, costs little. Danger notices are not counted."""
STORM_CHATS = 3
STORM_SECONDS = 10.0
"""429 in so many chats within so many seconds: it is about the bot, so all chats wait."""
ODD_ANSWER = (KeyError, TypeError, AttributeError)
"""What the library makes of an answer that is JSON, but not Telegram's: a proxy's, or a hotel's log-in page."""
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Later(RetryAfter):
    """Not now: the same update again in `retry_after` seconds. `flood`: Telegram said so, or would."""

    def __init__(self, retry_after: float, *, flood: bool = True) -> None:
        self._wait = retry_after  # the base class reads it back at once
        super().__init__(max(1, round(retry_after)))
        self.flood = flood

    @property
    def retry_after(self) -> float:  # type: ignore[override]
        """Seconds."""
        return self._wait


class Sender(BaseRateLimiter[int]):
    """Paces and repeats calls. Raises Later for what would wait too long."""

    def __init__(self, *, paced: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._pacing = Pacing(paced=paced, clock=clock)
        self._clock = clock
        self._under_way = asyncio.Semaphore(AT_ONCE)
        self._floods: deque[tuple[float, str, float]] = deque(maxlen=STORM_CHATS * 4)
        self._unreachable_since: float | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to clean up."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Answer:
        """Make a call when its turn has come. Raises Later, or what Telegram refused."""
        danger = rate_limit_args == DANGER
        chat = str(data.get("chat_id", ""))
        started = self._clock()
        never_left = iter(NEVER_LEFT_WAITS)
        uncertain = False
        while True:
            await self._turn(endpoint, chat, danger, started)
            try:
                async with nullcontext() if danger else self._under_way:
                    answer = await callback(*args, **kwargs)
            except RetryAfter as error:
                self._flooded(endpoint, chat, seconds(error))
            except (TelegramError, *ODD_ANSWER) as error:
                kind = _kind(error)
                if kind == "unsendable":
                    raise BadRequest("no request can be made of it") from error
                if kind == "refused" or (kind == "token" and endpoint == "getMe"):
                    raise
                metrics.SEND_ERRORS.labels(kind).inc()
                late = self._clock() - started > PATIENCE - 1
                wait = next(never_left, None) if kind == "never_left" else 0.3
                if kind == "token" or wait is None or late or (kind != "never_left" and uncertain):
                    raise self._wait_longer() from error
                if kind != "never_left":
                    uncertain = True
                    metrics.RESENDS.inc()
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries
            else:
                if self._unreachable_since is not None:
                    event("telegram reached")
                self._unreachable_since = None
                return answer

    async def _turn(self, endpoint: str, chat: str, danger: bool, started: float) -> None:
        patience = PATIENCE - (self._clock() - started)
        wait = await self._pacing.turn(endpoint, chat, danger=danger, patience=patience)
        if wait > 0:
            raise Later(wait)

    def _flooded(self, endpoint: str, chat: str, seconds: float) -> None:
        metrics.SEND_ERRORS.labels("flood").inc()
        event("send waits", seconds=seconds)
        self._pacing.hold(endpoint, chat, seconds)
        if not chat:
            return
        now = self._clock()
        self._floods.append((now, chat, seconds))
        recent = {held: wait for at, held, wait in self._floods if now - at < STORM_SECONDS}
        if len(recent) >= STORM_CHATS:
            self._pacing.hold_all(min(recent.values()))

    def _wait_longer(self) -> Later:
        now = self._clock()
        if self._unreachable_since is None:
            self._unreachable_since = now
            event("telegram unreachable")
        # As long again as it has lasted: a moment after a blip, however many calls met it.
        return Later(min(WORST_WAIT, max(1.0, now - self._unreachable_since)), flood=False)


def _kind(error: Exception) -> str:
    """What a failure says: refused (Telegram's own words), unsendable, token, never_left, server (5xx) or uncertain.

    token: it was revoked a moment ago. The question waits for the start with the new one.
    unsendable: the library could not write it down as a request, and never will.
    """
    if isinstance(error, BadRequest):
        return "refused"
    if isinstance(error, InvalidToken):
        return "token" if "unauthorized" in str(error).lower() else "refused"  # else: no such method
    if isinstance(error, NetworkError):
        if isinstance(error.__cause__, _NEVER_LEFT):
            return "never_left"
        if isinstance(error.__cause__, ValueError | TypeError):
            return "unsendable"
        return "uncertain" if isinstance(error.__cause__, httpx.HTTPError) else "server"
    # The library's plain error for an answer that is no JSON; its other errors have their own classes.
    return "refused" if isinstance(error, TelegramError) and type(error) is not TelegramError else "uncertain"


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    # The public property warns on each use that its type will change.
    return float(error._retry_after.total_seconds())
