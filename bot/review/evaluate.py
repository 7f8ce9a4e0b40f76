"""How well the bot understands: labelled messages in, counts with their uncertainty out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.review.confidence import Calibration, Point, calibration, curve, today
from bot.review.outcomes import Outcome
from bot.review.shares import Share, by_topic, measures

MOST_CONFUSIONS = 30


@dataclass(frozen=True, slots=True)
class Confusion:
    """A card that was wanted, the card that came first instead, and the messages."""

    wanted: str
    got: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A question that went well in one report and not in the other."""

    what: str
    """`fixed` or `broken`."""
    asked: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `lupus-bot evaluate` shows."""

    outcomes: tuple[Outcome, ...]
    shares: tuple[Share, ...]
    topics: tuple[Share, ...]
    confusions: tuple[Confusion, ...]
    curve: tuple[Point, ...]
    today: Point | None
    calibration: Calibration
    if_tolerable_counts: Calibration
    """The same, with tolerable cards counted as right."""
    milliseconds: tuple[float, float]
    """Median and 99th percentile for one message."""
    changes: tuple[Change, ...] = ()
    """Against an older report."""


def evaluate(outcomes: Iterable[Outcome], older: Mapping[str, Any] | None = None) -> Report:
    """The report on what was measured. `older` is the object that an earlier report left as JSON."""
    measured = tuple(outcomes)
    spent = sorted(each.seconds * 1000 for each in measured) or [0.0]
    return Report(
        outcomes=measured,
        shares=measures(measured),
        topics=by_topic(measured),
        confusions=_confusions(measured),
        curve=curve(measured),
        today=today(measured),
        calibration=calibration(measured),
        if_tolerable_counts=calibration(measured, tolerable=True),
        milliseconds=(spent[len(spent) // 2], spent[min(len(spent) - 1, int(0.99 * len(spent)))]),
        changes=_changes(measured, older) if older else (),
    )


def as_json(report: Report) -> dict[str, Any]:
    """What a later report is compared with, and the counts for other tools."""
    return {
        "right": {each.row.key: each.right for each in report.outcomes},
        "did": {each.row.key: each.did for each in report.outcomes},
        "shares": {share.name: [share.count, share.total] for share in report.shares},
        "calibration_error": round(report.calibration.error, 2),
        "milliseconds": [round(each, 1) for each in report.milliseconds],
    }


def _confusions(measured: Sequence[Outcome]) -> tuple[Confusion, ...]:
    found: dict[tuple[str, str], list[Outcome]] = {}
    for each in measured:
        if each.row.answerable and not each.fair_first:
            found.setdefault((each.row.accept[0], each.first or "nothing"), []).append(each)

    def weight(pair: tuple[tuple[str, str], list[Outcome]]) -> tuple[int, int]:
        return -len(pair[1]), -sum(bool(each.answers) for each in pair[1])

    return tuple(
        Confusion(wanted, got, tuple(each.row.key for each in among))
        for (wanted, got), among in sorted(found.items(), key=weight)[:MOST_CONFUSIONS]
    )


def _changes(measured: Sequence[Outcome], older: Mapping[str, Any]) -> tuple[Change, ...]:
    right, did = older["right"], older.get("did", {})
    found = [
        Change("fixed" if each.right else "broken", each.row.key, str(did.get(each.row.key, "")), each.did)
        for each in measured
        if each.row.key in right and right[each.row.key] != each.right
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda change: change.what))
