"""An event loop whose waits take no time: hours of pacing in a moment, and always the same."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _NoWait(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += timeout or 0.0
        return list(super().select(0))


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time` moves on by just what everybody waits for."""

    def __init__(self) -> None:
        self._clock = _NoWait()
        super().__init__(self._clock)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._clock.now


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time. For what waits for nothing but time: no threads, no sockets."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def now() -> float:
    """The time of the loop that is running: the clock to give to what is tested."""
    return asyncio.get_running_loop().time()
