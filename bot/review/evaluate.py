"""How well the bot understands: labelled messages in, counts with their uncertainty out.

A row of a `.jsonl` file has `text` (or `turns`, judged by the last one), `accept` (ids of good answers,
best first), `okay` (tolerable ones), and perhaps `level` (the notice that must come first, or `none`),
`maybe_level` and `kind`.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Ask = Callable[[Sequence[str]], Mapping[str, Any]]
"""The turns of one conversation → the JSON object of its last turn."""

OFFERED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    turns: tuple[str, ...]
    accept: tuple[str, ...] = ()
    okay: tuple[str, ...] = ()
    level: str = "none"
    maybe_level: bool = False
    kind: str = ""

    @property
    def key(self) -> str:
        """What the row is found by in another report."""
        return " ⏎ ".join(self.turns)

    @property
    def calm(self) -> bool:
        """Whether no notice is due."""
        return self.level == "none" and not self.maybe_level

    @property
    def answerable(self) -> bool:
        """Whether a card answers it."""
        return bool(self.accept) and self.calm

    @property
    def not_ours(self) -> bool:
        """Whether nothing here should answer it."""
        return not self.accept and not self.okay and self.level == "none"


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
        return self.first in self.row.accept

    @property
    def fair_first(self) -> bool:
        """Whether that card is good or tolerable."""
        return self.right_first or self.first in self.row.okay

    @property
    def offered(self) -> bool:
        """Whether a good answer was shown, or offered among the first three."""
        shown = {*self.answers, *self.suggestions[:OFFERED]}
        return not shown.isdisjoint(self.row.accept)

    @property
    def wrong_outright(self) -> bool:
        """Whether a card was shown that is neither good nor tolerable."""
        return bool(self.answers) and self.answers[0] not in (*self.row.accept, *self.row.okay)


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


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `lupus-bot evaluate` shows."""

    outcomes: tuple[Outcome, ...]
    shares: tuple[Share, ...]
    topics: tuple[Share, ...]
    confusions: tuple[tuple[str, str, int, str], ...]
    """Card wanted, card put first, how often, an example."""
    curve: tuple[tuple[float, float, float], ...]
    """Confidence, share answered outright above it, share of those that are wrong."""
    calibration: tuple[tuple[float, float, int], ...]
    """Mean confidence, share right, how many: ten bands."""
    calibration_error: float
    """Mean distance of confidence from truth, in points of 100."""
    milliseconds: tuple[float, float]
    """Median and 99th percentile for one question."""
    changes: tuple[tuple[str, str], ...] = field(default=())
    """Fixed or broken, and the question, against an older report."""


def read_rows(path: Path) -> list[Row]:
    """The rows of a .jsonl file. Raises ValueError with the line number for one that is none."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path.name}:{number}: this is no labelled message; it needs `text` and `accept`."
            raise ValueError(message) from error
    return rows


def _row(found: Mapping[str, Any]) -> Row:
    turns = found["turns"] if "turns" in found else [found["text"]]
    return Row(
        turns=tuple(str(turn) for turn in turns),
        accept=tuple(found.get("accept", ())),
        okay=tuple(found.get("okay", ())),
        level=str(found.get("level", "none")),
        maybe_level=bool(found.get("maybe_level", False)),
        kind=str(found.get("kind", "")),
    )


def outcome(ask: Ask, row: Row) -> Outcome:
    """What the bot does with one row, and how long it takes."""
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


def evaluate(outcomes: Iterable[Outcome], older: Mapping[str, bool] | None = None) -> Report:
    """The report on what was measured. `older` tells which questions an older report had right."""
    measured = tuple(outcomes)
    calm = [each for each in measured if each.row.answerable]
    spent = sorted(each.seconds * 1000 for each in measured) or [0.0]
    bands, error = _calibration([each for each in measured if each.row.calm and each.first])
    return Report(
        outcomes=measured,
        shares=_shares(measured, calm),
        topics=_topics(calm),
        confusions=_confusions(calm),
        curve=_curve([each for each in measured if each.row.calm and each.first]),
        calibration=bands,
        calibration_error=error,
        milliseconds=(spent[len(spent) // 2], spent[min(len(spent) - 1, int(0.99 * len(spent)))]),
        changes=_changes(measured, older or {}),
    )


def is_right(each: Outcome) -> bool:
    """Whether a row went well as a whole: for `--compare`."""
    if each.row.answerable:
        return each.offered and not each.wrong_outright
    if each.row.not_ours:
        return not each.answers
    return each.row.maybe_level or (each.notice or "none") == each.row.level


def _shares(measured: Sequence[Outcome], calm: Sequence[Outcome]) -> tuple[Share, ...]:
    strangers = [each for each in measured if each.row.not_ours]
    due = [each for each in measured if each.row.level != "none" and not each.row.maybe_level]
    quiet = [each for each in measured if each.row.calm]

    def share(name: str, among: Sequence[Outcome], test: Callable[[Outcome], bool]) -> Share:
        return Share(name, sum(map(test, among)), len(among))

    return (
        share("right card first", calm, lambda each: each.right_first),
        share("right or tolerable card first", calm, lambda each: each.fair_first),
        share("right card shown or among three offered", calm, lambda each: each.offered),
        share("answered outright", calm, lambda each: bool(each.answers)),
        share("wrong card shown", calm, lambda each: each.wrong_outright),
        share("not ours, yet a card shown", strangers, lambda each: bool(each.answers)),
        share("notice missed", due, lambda each: not each.notice),
        share("notice of another level", due, lambda each: each.notice not in ("", each.row.level)),
        share("notice for a calm message", quiet, lambda each: bool(each.notice)),
    )


def _topics(calm: Sequence[Outcome]) -> tuple[Share, ...]:
    total = Counter(each.row.accept[0].partition(".")[0] for each in calm)
    right = Counter(each.row.accept[0].partition(".")[0] for each in calm if each.right_first)
    return tuple(Share(topic, right[topic], n) for topic, n in sorted(total.items()))


def _confusions(calm: Sequence[Outcome]) -> tuple[tuple[str, str, int, str], ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for each in calm:
        if not each.fair_first:
            found.setdefault((each.row.accept[0], each.first or "nothing"), []).append(each.row.key)
    ranked = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return tuple((wanted, got, len(texts), texts[0]) for (wanted, got), texts in ranked[:30])


def _curve(measured: Sequence[Outcome]) -> tuple[tuple[float, float, float], ...]:
    points = []
    for step in range(20):
        least = step / 20
        above = [each for each in measured if each.confidence >= least]
        wrong = sum(not each.fair_first for each in above)
        points.append((least, len(above) / max(1, len(measured)), wrong / max(1, len(above))))
    return tuple(points)


def _calibration(measured: Sequence[Outcome]) -> tuple[tuple[tuple[float, float, int], ...], float]:
    ranked = sorted(measured, key=lambda each: each.confidence)
    bands = []
    for band in range(10):
        group = ranked[band * len(ranked) // 10 : (band + 1) * len(ranked) // 10]
        if group:
            sure = sum(each.confidence for each in group) / len(group)
            bands.append((sure, sum(each.right_first for each in group) / len(group), len(group)))
    total = sum(n for _, _, n in bands)
    error = 100 * sum(abs(sure - right) * n for sure, right, n in bands) / max(1, total)
    return tuple(bands), error


def _changes(measured: Sequence[Outcome], older: Mapping[str, bool]) -> tuple[tuple[str, str], ...]:
    return tuple(
        ("fixed" if is_right(each) else "broken", each.row.key)
        for each in measured
        if each.row.key in older and older[each.row.key] != is_right(each)
    )
