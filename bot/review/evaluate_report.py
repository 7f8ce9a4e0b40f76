"""The evaluation in the terminal, and the files that it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.review.evaluate import Report, as_json, evaluate
from bot.review.evaluate_page import as_html
from bot.review.labelled import Row
from bot.review.outcomes import Ask, outcome
from bot.review.shares import Share

MOST_CONFUSIONS = 10
"""Confusions in the terminal; the page has more."""


def read_older(path: Path) -> dict[str, Any]:
    """The report.json of an earlier run. Raises ValueError if it is none, OSError if it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("right"), dict):
        raise ValueError(f"{path} is no report.json of `lupus-bot evaluate --out`.")
    return found


def run(
    rows: Sequence[Row], ask: Ask, *, out: Path | None = None, older: Mapping[str, Any] | None = None
) -> Report:
    """Ask, print what came of it, and write report.html and report.json into `out`."""
    console = Console()
    measured = [outcome(ask, row) for row in track(rows, "Asking", console=console, transient=True)]
    report = evaluate(measured, older)
    console.print(_table("what", report.shares))
    console.print(_table("right card first, by topic", report.topics))
    for each in report.confusions[:MOST_CONFUSIONS]:
        line = f"{len(each.asked)} × {each.wanted} wanted, {each.got} first: {each.asked[0]}"
        console.print(line, markup=False, highlight=False)
    sure = report.calibration
    console.print(
        f"Confidence is off by {sure.error:.1f} points of 100 on average ({sure.interval[0]:.1f} to "
        f"{sure.interval[1]:.1f}; {sure.by_chance:.1f} by chance alone; "
        f"{report.if_tolerable_counts.error:.1f} over all that got a card, if tolerable ones count). A message takes "
        f"{report.milliseconds[0]:.0f} ms, 1 in 100 over {report.milliseconds[1]:.0f} ms."
    )
    for change in report.changes:
        line = f"{change.what}: {change.asked} ({change.before or 'unknown'} → {change.now})"
        console.print(line, markup=False, highlight=False)
    if older is not None:
        fixed = sum(change.what == "fixed" for change in report.changes)
        console.print(f"Against the older report: {fixed} fixed, {len(report.changes) - fixed} broken.")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.html").write_text(as_html(report), encoding="utf-8")
        body = json.dumps(as_json(report), ensure_ascii=False, indent=1)
        (out / "report.json").write_text(body, encoding="utf-8")
        console.print(f"Written: {out / 'report.html'} and {out / 'report.json'}.", markup=False)
    return report


def _table(head: str, shares: Sequence[Share]) -> Table:
    table = Table(head, "count", "share", "19 times in 20 between")
    for share in shares:
        low, high = share.interval
        count = f"{share.count} of {share.total}"
        table.add_row(share.name, count, f"{share.value:.1%}", f"{low:.1%} and {high:.1%}")
    return table
