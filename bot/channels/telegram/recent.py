"""Small things kept for a while, in memory only: which message answered which, who is over the limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key, each forgotten after `lifetime` seconds, the oldest first when there are `most`."""

    def __init__(self, lifetime: float, clock: Callable[[], float], most: int = 50_000) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._most = most
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """The value, or None if there is none or it is too old."""
        kept = self._kept.get(key)
        if kept is None or self._clock() - kept[0] > self._lifetime:
            return None
        return kept[1]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value from now on."""
        now = self._clock()
        self._kept[key] = (now, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most or now - next(iter(self._kept.values()))[0] > self._lifetime:
            self._kept.popitem(last=False)

    def drop(self, key: Key) -> None:
        """Forget a value now."""
        self._kept.pop(key, None)

    def drop_where(self, unwanted: Callable[[Key], bool]) -> None:
        """Forget every value whose key is unwanted."""
        for key in [key for key in self._kept if unwanted(key)]:
            del self._kept[key]
