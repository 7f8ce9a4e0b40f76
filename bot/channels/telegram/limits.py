"""How much one person may ask: counted by the messages' own dates, so that an outage counts against nobody."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["ok", "notice", "silent"]
QUESTIONS = ((5, 30), (60, 3600))
"""Most questions, and in how many seconds."""
TAPS = ((20, 30), (240, 3600))
"""The same for commands and messages that cannot be read: cheap to answer, but no flood of them either."""
MOST_PEOPLE = 50_000


@dataclass
class _Person:
    dates: deque[float] = field(default_factory=deque)
    told: bool = False


class Limits:
    """Who has asked how much, in memory only. `on=False` lets everything pass."""

    def __init__(self, on: bool = True, windows: tuple[tuple[int, int], ...] = QUESTIONS) -> None:
        self._on = on
        self._windows = windows
        self._people: OrderedDict[int, _Person] = OrderedDict()

    def ask(self, person: int, date: float) -> Verdict:
        """Whether this message may be answered; the first one too many gets a notice. `date`: its Unix time."""
        if not self._on:
            return "ok"
        known = self._people.setdefault(person, _Person())
        self._people.move_to_end(person)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        longest = max(seconds for _, seconds in self._windows)
        while known.dates and known.dates[0] <= date - longest:
            known.dates.popleft()
        for most, seconds in self._windows:
            if sum(date - seconds < asked <= date for asked in known.dates) >= most:
                first = not known.told
                known.told = True
                return "notice" if first else "silent"
        known.dates.append(date)
        known.told = False
        return "ok"
