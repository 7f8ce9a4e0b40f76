"""A store that has failed is let be for a moment: a hundred callers must not each wait for it in turn."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.store import StoreError

REST_SECONDS = 2.0


class Rest:
    """The moment after a failure, in which every call fails at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def check(self) -> None:
        """Raise StoreError during the rest."""
        if self._clock() < self._until:
            raise StoreError("failed a moment ago")

    def begin(self) -> None:
        """The store has just failed."""
        self._until = self._clock() + REST_SECONDS
