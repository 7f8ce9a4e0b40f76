"""The content in use, and how it is exchanged while the bot runs.

New content is read, checked and asked its own examples in a thread; then one reference changes. Questions in hand
finish on the content that they began with. Bad content changes nothing and says which line is wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from bot.core.errors import LupusBotError
from bot.dialogue.assistant import Assistant
from bot.ops import metrics
from bot.ops.logs import event
from bot.ops.selfcheck import failures

LOOK_SECONDS = 5.0
"""How often the folder is looked at."""
SHOWN = 5
"""Problems that are logged; `lupus-bot check` shows them all."""


class Current:
    """Holds the assistant to answer the next question with."""

    def __init__(self, assistant: Assistant, build: Callable[[], Assistant], folder: Path) -> None:
        self.assistant = assistant
        self._build = build
        self._folder = folder
        self._seen = _stamp(folder)
        self._lock = asyncio.Lock()
        metrics.CONTENT.labels(assistant.library.digest[:12]).set(1)

    async def reload(self) -> bool:
        """Take the folder's content into use if it is good; whether it was."""
        async with self._lock:
            self._seen = _stamp(self._folder)
            try:
                fresh = await asyncio.to_thread(self._build)
                problems = await asyncio.to_thread(failures, fresh, every_example=True)
            except LupusBotError as error:
                problems = tuple(str(error).splitlines())
            except Exception as error:
                # Half-written content must never stop the bot that still has good content.
                problems = (type(error).__name__,)
            if problems:
                for problem in problems[:SHOWN]:
                    event("content refused", problem=problem, problems=len(problems))
                metrics.RELOADS.labels("refused").inc()
                return False
            metrics.CONTENT.clear()
            metrics.CONTENT.labels(fresh.library.digest[:12]).set(1)
            self.assistant = fresh
            metrics.RELOADS.labels("done").inc()
            event("content in use", cards=len(fresh.library.cards), digest=f"d{fresh.library.digest[:12]}")
            return True

    async def watch(self, now: asyncio.Event) -> None:
        """Reload when `now` is set, and when a file has changed and stayed so until the next look."""
        before = self._seen
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(now.wait(), LOOK_SECONDS)
            stamp = await asyncio.to_thread(_stamp, self._folder)
            if now.is_set() or (stamp != self._seen and stamp == before):
                now.clear()
                await self.reload()
            before = stamp

    async def check(self) -> bool:
        """Ask the content its own examples; whether all is well."""
        try:
            wrong = await asyncio.to_thread(failures, self.assistant)
        except Exception as error:
            # Whoever asks must go on asking: the watchdog hangs on it.
            wrong = (type(error).__name__,)
        for problem in wrong[:SHOWN]:
            event("self-check failed", problem=problem)
        metrics.SELF_CHECK.set(0 if wrong else 1)
        return not wrong


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = []
    try:
        for path in sorted(folder.rglob("*.yaml")):
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size))
    except OSError:
        pass  # deleted while we look: the next look sees the rest
    return tuple(found)
