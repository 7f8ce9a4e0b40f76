"""So many of so many: what the bot did with labelled messages, counted, with the uncertainty of each count."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.review.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval in which the true share lies 19 times in 20."""

    name: str
    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 where there is nothing to count."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval."""
        if not self.total:
            return 0.0, 1.0
        z = 1.96
        middle = (self.value + z * z / (2 * self.total)) / (1 + z * z / self.total)
        spread = math.sqrt(self.value * (1 - self.value) / self.total + z * z / (4 * self.total**2))
        half = z * spread / (1 + z * z / self.total)
        return max(0.0, middle - half), min(1.0, middle + half)


def measures(outcomes: Sequence[Outcome]) -> tuple[Share, ...]:
    """Every measure for which the rows hold something to count."""
    answerable = [each for each in outcomes if each.row.answerable]
    plain = [each for each in answerable if each.row.plain]
    followed = [each for each in answerable if len(each.row.turns) > 1]
    paired = [each for each in answerable if each.row.second]
    opposed = [each for each in answerable if each.row.never]
    strangers = [each for each in outcomes if each.row.not_ours]
    due = [each for each in outcomes if each.row.level != "none" and not each.row.maybe_level]
    quiet = [each for each in outcomes if each.row.calm]

    def share(name: str, among: Sequence[Outcome], test: Callable[[Outcome], bool]) -> Share:
        return Share(name, sum(map(test, among)), len(among))

    found = (
        share("right card first", plain, lambda each: each.right_first),
        share("right or tolerable card first", plain, lambda each: each.fair_first),
        share("right card shown or among three offered", plain, lambda each: each.offered),
        share("answered outright", plain, lambda each: bool(each.answers)),
        share("wrong card shown", plain, lambda each: each.wrong_outright),
        share("not ours, yet a card shown", strangers, lambda each: bool(each.answers)),
        share("follow-up: right card first", followed, lambda each: each.right_first),
        share("follow-up: right card shown or among three offered", followed, lambda each: each.offered),
        share("two questions: both answered", paired, lambda each: each.both_answered),
        share("opposites: right side, or a question back", opposed, lambda each: each.right_side),
        share("notice missed", due, lambda each: not each.notice),
        share("notice of another level", due, lambda each: each.notice not in ("", each.row.level)),
        share("notice for a calm message", quiet, lambda each: bool(each.notice)),
    )
    return tuple(each for each in found if each.total)


def by_topic(outcomes: Sequence[Outcome]) -> tuple[Share, ...]:
    """How often the right card was first, topic by topic."""
    answerable = [each for each in outcomes if each.row.answerable]
    total = Counter(each.row.accept[0].partition(".")[0] for each in answerable)
    right = Counter(each.row.accept[0].partition(".")[0] for each in answerable if each.right_first)
    return tuple(Share(topic, right[topic], number) for topic, number in sorted(total.items()))
