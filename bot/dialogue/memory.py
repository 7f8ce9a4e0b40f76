"""What is remembered of each conversation: in memory only, for 15 minutes, and never a word of text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from bot.dialogue.reply import Remembered

LIFETIME_SECONDS = 15 * 60
MOST_CONVERSATIONS = 50_000


class Memory:
    """Remembered state by conversation (chat and person); the oldest go first when it is full."""

    def __init__(self, lifetime: float = LIFETIME_SECONDS, most: int = MOST_CONVERSATIONS) -> None:
        self._lifetime = lifetime
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[float, Remembered]] = OrderedDict()

    def recall(self, conversation: Hashable, now: float) -> Remembered:
        """What is remembered, or nothing after 15 minutes. `now`: seconds of any steady clock."""
        at, remembered = self._kept.get(conversation, (now, Remembered()))
        return remembered if now - at <= self._lifetime else Remembered()

    def keep(self, conversation: Hashable, remembered: Remembered, now: float) -> None:
        """Remember this instead of what was remembered before."""
        self._kept[conversation] = (now, remembered)
        self._kept.move_to_end(conversation)
        while self._kept:
            at, _ = next(iter(self._kept.values()))
            if len(self._kept) <= self._most and now - at <= self._lifetime:
                break
            self._kept.popitem(last=False)

    def forget(self, conversation: Hashable) -> None:
        """Forget a conversation now."""
        self._kept.pop(conversation, None)

    def __len__(self) -> int:
        return len(self._kept)
