"""What the bot did with one labelled message, and whether that was well done."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.review.labelled import Row

Ask = Callable[[Sequence[str]], Mapping[str, Any]]
"""The turns of one conversation → the JSON object of its last turn."""

OFFERED = 3
"""Suggestions that count as offered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bot did with one row."""

    row: Row
    decision: str
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    notice: str = ""
    seconds: float = 0.0

    @property
    def first(self) -> str:
        """The card that the bot put first, shown or offered."""
        return next(iter((*self.answers, *self.suggestions)), "")

    @property
    def right_first(self) -> bool:
        """Whether that card is a good answer."""
        return self.first in self.row.good

    @property
    def fair_first(self) -> bool:
        """Whether that card is good or tolerable."""
        return self.right_first or self.first in self.row.okay

    @property
    def offered(self) -> bool:
        """Whether a good answer was shown, or offered among the first three."""
        return not {*self.answers, *self.suggestions[:OFFERED]}.isdisjoint(self.row.good)

    @property
    def wrong_outright(self) -> bool:
        """Whether a card was shown that is neither good nor tolerable."""
        return bool(self.answers) and not self.fair_first

    @property
    def both_answered(self) -> bool:
        """Whether both of two questions got an answer."""
        return all(not {*self.answers}.isdisjoint(right) for right in (self.row.accept, self.row.second))

    @property
    def right_side(self) -> bool:
        """Whether the answer is for this question and not for its opposite; asking back is right too."""
        return not self.wrong_outright and {*self.answers}.isdisjoint(self.row.never)

    @property
    def right(self) -> bool:
        """Whether the row went well as a whole: for comparing two reports."""
        if not self.row.calm:
            return self.row.maybe_level or (self.notice or "none") == self.row.level
        if self.notice or self.row.only_notice:
            return not self.notice
        if self.row.not_ours:
            return not self.answers
        if self.row.second:
            return self.both_answered
        if self.row.never:
            return self.right_side
        if self.row.accept:
            return self.offered and not self.wrong_outright
        return not self.wrong_outright

    @property
    def did(self) -> str:
        """What the bot did, in a few words."""
        cards = ", ".join(self.answers or self.suggestions[:OFFERED]) or "nothing"
        said = f"showed {cards}" if self.answers else f"offered {cards}"
        return f"{self.notice} notice, {said}" if self.notice else said


def outcome(ask: Ask, row: Row) -> Outcome:
    """What the bot does with one row, and how long it takes for each message."""
    started = time.perf_counter()
    said = ask(row.turns)
    seconds = time.perf_counter() - started
    notice = said.get("notice")
    return Outcome(
        row=row,
        decision=str(said["decision"]),
        answers=tuple(said["answers"]),
        suggestions=tuple(said["suggestions"]),
        confidence=float(said["confidence"]),
        notice=str(notice["level"]) if notice else "",
        seconds=seconds / max(1, len(row.turns)),
    )
