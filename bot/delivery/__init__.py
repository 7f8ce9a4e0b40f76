"""How no question is lost: an update is confirmed to Telegram only after its answer was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of update to ask Telegram for: no others are read."""


class Outcome(Enum):
    """What became of one update."""

    ANSWERED = "answered"
    SILENT = "silent"  # decided not to answer: not for us, a service message, over the limit
    GONE = "gone"  # blocked, kicked, no rights, chat deleted: nobody to answer
    LATER = "later"  # Telegram said 429: the same update again after `retry_after`
    FAILED = "failed"  # something raised: try again, and apologise after three tries


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one update; `retry_after` in seconds goes with LATER."""

    outcome: Outcome
    retry_after: float = 0.0


class Process(Protocol):
    """What answers one update: the Telegram channel."""

    async def __call__(self, update: Mapping[str, Any]) -> Result:
        """Answer the update, given as the JSON object that Telegram sent. Never raises."""
