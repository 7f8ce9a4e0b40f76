"""The notice that must come before anything else: by the content's rules, or built-in ones where they fail."""

from __future__ import annotations

import logging
from typing import Protocol

from bot.core.library import Library
from bot.core.model import Context, Notice
from bot.core.normalise import normalise, words
from bot.core.triage.minimal import MINIMAL_NOTICE, minimal_flags

SHORT = 10
"""Words up to which a message may be said of the last turn's medicine without naming it: of 1,500 calm ones, three
more then get a notice, and of 30 in danger, eleven more."""
_log = logging.getLogger(__name__)


class Watch(Protocol):
    """What looks for red flags: `bot.core.triage.Triage`, or one that fails, in tests."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first."""


class Danger:
    """Looks for danger in a message, and in what it says of the medicine just asked about."""

    def __init__(self, library: Library, watch: Watch) -> None:
        self._library = library
        self.watch = watch
        names = library.vocabulary.names
        self._weakening = frozenset(name.name for name in names if name.weakens)
        self._medicines = frozenset(name.name for name in names if name.kind == "medicine")

    def notice(self, text: str, context: Context) -> Notice | None:
        """The notice for a message, the more urgent one if it can be read in two ways. Never raises."""
        try:
            weakened = not self._weakening.isdisjoint(context.names)
            found = [self.watch.flags(text, weakened=weakened)]
            medicine = self._medicine(context)
            if medicine and len(words(normalise(text))) <= SHORT:
                # "I took ten", after an answer about paracetamol.
                found.append(self.watch.flags(f"{medicine} {text}", weakened=weakened))
            notices = [self._library.red_flags.notice(flags[0]) for flags in reversed(found) if flags]
            return min(notices, key=lambda notice: notice.level != "emergency", default=None)
        except Exception as error:
            # Rules from content must not be the only thing between a person and 999.
            _log.error("triage failed: %s", type(error).__name__)
            return MINIMAL_NOTICE if minimal_flags(text) else None

    def _medicine(self, context: Context) -> str:
        """The medicine that the last turn was about; empty if none."""
        cards = self._library.cards
        shown = (cards[card].subject for card in context.cards if card in cards)
        found = next((name for name in (*shown, *context.names) if name in self._medicines), "")
        return found.replace("_", " ")
