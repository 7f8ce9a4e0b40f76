"""What outlives a restart: which updates are done, how groups want to be answered, and plain counts.

No text, no name and no private chat is ever stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether this process may answer an update. `tries` counts the times it was begun, this one too."""

    state: Literal["go", "done", "busy"]
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened on a day: `name` from a fixed list, `label` a card id or a flag id."""

    day: date
    name: str
    label: str
    number: int


class StoreError(Exception):
    """The store cannot be reached or written now."""


class Store(Protocol):
    """One small interface, two implementations. Every method may raise StoreError; the next one tries anew."""

    async def open(self) -> None:
        """Connect, and create or update the schema."""

    async def close(self) -> None:
        """Let go of connections and files."""

    async def ping(self) -> None:
        """Return if the store can be written."""

    async def claim(self, update_id: int, owner: str, lease: float) -> Claim:
        """Take an update for `owner`; an unfinished one of another owner is busy for `lease` seconds."""

    async def release(self, update_id: int, *, counted: bool) -> None:
        """Give an unfinished update back, so that anybody may take it at once.

        `counted` says whether this try counts: it failed; a try that only waits for Telegram does not.
        """

    async def done(self, update_id: int) -> None:
        """Mark an update as answered, or as decided not to be answered."""

    async def purge(self, older_than: float) -> None:
        """Forget ledger rows older than this many seconds, and groups whose time has come."""

    async def group(self, chat_id: int) -> str | None:
        """The settings of a group as JSON, or None."""

    async def keep_group(self, chat_id: int, settings: str) -> None:
        """Write the settings of a group."""

    async def move_group(self, old: int, new: int) -> None:
        """Give a group's settings to the supergroup that it became."""

    async def leave_group(self, chat_id: int, after: float) -> None:
        """Delete a group's settings in `after` seconds (0: now), unless they are kept again before."""

    async def count(self, day: date, name: str, label: str) -> None:
        """Add one to a count."""

    async def counts(self, since: date) -> tuple[Count, ...]:
        """All counts from a day on."""
