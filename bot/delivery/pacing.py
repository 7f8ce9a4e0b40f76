"""When a call may leave: 1 message a second in a chat, a budget for each group, 30 a second overall."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

CHAT_SECONDS = 1.05
"""Seconds between two messages to one chat; Telegram's own figure is 1."""
GROUP_BURST = 5
GROUP_SECONDS = 4.0
"""A group earns one message in so many seconds and saves up GROUP_BURST: at most 20 in any minute."""
OVERALL_SECONDS = 1 / 28
"""Telegram's own figure is 30 messages a second."""
TICK = 0.001
FORGET_SECONDS = 120.0
_COUNTED = ("send", "edit", "copy", "forward")
_NOT_COUNTED = ("sendChatAction",)


@dataclass(slots=True)
class _Chat:
    free_at: float = 0.0
    """The first moment that no ordinary call has taken."""
    left_at: float = -CHAT_SECONDS
    """When a call left last, or a notice is to leave."""
    held_until: float = 0.0
    tokens: float = GROUP_BURST
    at: float = 0.0


class Pacing:
    """Gives each call its turn. Not `paced`: only what Telegram itself asked for is kept to.

    A call belongs to a chat, or if it has none (setMyCommands), to its own kind.
    """

    def __init__(self, *, paced: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._paced = paced
        self._clock = clock
        self._chats: dict[str, _Chat] = {}
        self._forget_at = 0.0
        self._all_held_until = 0.0
        self._overall_at = 0.0
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, endpoint: str, chat: str, *, danger: bool, patience: float) -> float:
        """Wait for the turn of a call. Gives 0; or the seconds to wait, at once, where above `patience`.

        A danger notice does not stand in its chat's queue: it leaves a second after what left last.
        """
        now = self._clock()
        paced = self._paced and bool(chat) and endpoint.startswith(_COUNTED) and endpoint not in _NOT_COUNTED
        state = self._state(chat or endpoint, now)
        at = max(now, state.held_until, now if danger else self._all_held_until)
        if paced:
            at = max(at, state.left_at + CHAT_SECONDS if danger else state.free_at)
            if chat.startswith("-") and not danger and state.tokens < 1:
                at = max(at, now + (1 - state.tokens) * GROUP_SECONDS)
        if at - now > patience:
            return at - now
        if paced:
            if danger:
                state.left_at = at
            state.free_at = max(state.free_at, at + CHAT_SECONDS)
            state.tokens -= 1
        if at > now:
            await asyncio.sleep(at - now)
        if paced:
            while not danger and (wait := state.left_at + CHAT_SECONDS - self._clock()) > TICK:  # noqa: ASYNC110
                await asyncio.sleep(wait)  # a notice has overtaken this call
            state.left_at = max(state.left_at, self._clock())
            await self._overall(danger)
            state.left_at = max(state.left_at, self._clock())
            state.free_at = max(state.free_at, state.left_at + CHAT_SECONDS)
        return 0.0

    def hold(self, endpoint: str, chat: str, seconds: float) -> None:
        """Telegram said 429 for this chat, or for this kind of call."""
        now = self._clock()
        state = self._state(chat or endpoint, now)
        state.held_until = max(state.held_until, now + seconds)

    def hold_all(self, seconds: float) -> None:
        """Telegram said 429 in so many chats that it means all. Danger notices are still tried."""
        self._all_held_until = max(self._all_held_until, self._clock() + seconds)

    def _state(self, name: str, now: float) -> _Chat:
        if now >= self._forget_at:
            self._forget_at = now + FORGET_SECONDS
            self._chats = {
                name: old
                for name, old in self._chats.items()
                if now - old.at < FORGET_SECONDS or old.held_until > now
            }
        state = self._chats.setdefault(name, _Chat(at=now))
        state.tokens = min(GROUP_BURST, state.tokens + (now - state.at) / GROUP_SECONDS)
        state.at = now
        return state

    async def _overall(self, danger: bool) -> None:
        if not self._queue and self._clock() >= self._overall_at:
            self._overall_at = self._clock() + OVERALL_SECONDS
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (0 if danger else 1, next(self._numbers), turn))
        self._wake()
        await turn

    def _wake(self) -> None:
        if self._timer is None and self._queue:
            wait = max(0.0, self._overall_at - self._clock())
            self._timer = asyncio.get_running_loop().call_later(wait, self._next)

    def _next(self) -> None:
        self._timer = None
        while self._queue:
            turn = heapq.heappop(self._queue)[2]
            if not turn.done():  # its call was given up
                turn.set_result(None)
                self._overall_at = self._clock() + OVERALL_SECONDS
                break
        self._wake()
