"""The evaluation as a terminal table and as one HTML page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.review.evaluate import Ask, Report, evaluate, is_right, outcome, read_rows

PLOT = 320
"""Width and height of a plot, in pixels."""


def run(path: Path, ask: Ask, *, out: Path | None = None, compare: Path | None = None) -> int:
    """Measure the rows of a .jsonl file, print the table, write report.html and report.json into `out`.
    0 if it could be done, 1 with one line that says why not."""
    console = Console()
    try:
        rows = read_rows(path)
        older = json.loads(compare.read_text(encoding="utf-8"))["right"] if compare else None
    except OSError as error:
        console.print(f"{error.filename}: {error.strerror}.", markup=False)
        return 1
    except (ValueError, KeyError, TypeError) as error:
        console.print(str(error), markup=False)
        return 1
    measured = [outcome(ask, row) for row in track(rows, "Asking", console=console, transient=True)]
    report = evaluate(measured, older)
    console.print(_table(report))
    console.print(
        f"Confidence is off by {report.calibration_error:.1f} points on average; a question takes "
        f"{report.milliseconds[0]:.0f} ms, 1 in 100 over {report.milliseconds[1]:.0f} ms."
    )
    for what, text in report.changes:
        console.print(f"{what}: {text}", markup=False)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.html").write_text(as_html(report), encoding="utf-8")
        (out / "report.json").write_text(as_json(report), encoding="utf-8")
        console.print(f"Written: {out / 'report.html'} and {out / 'report.json'}.", markup=False)
    return 0


def as_json(report: Report) -> str:
    """What `--compare` reads, and the shares for other tools."""
    body = {
        "right": {each.row.key: is_right(each) for each in report.outcomes},
        "shares": {share.name: [share.count, share.total] for share in report.shares},
        "calibration_error": round(report.calibration_error, 2),
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def as_html(report: Report) -> str:
    """The report as one page: shares, topics, confusions and two plots."""
    shares = [
        (share.name, f"{share.count} of {share.total}", _percent(share.value), _interval(share.interval))
        for share in report.shares
    ]
    topics = [
        (share.name, f"{share.count} of {share.total}", _percent(share.value)) for share in report.topics
    ]
    confusions = [(wanted, got, str(n), text) for wanted, got, n, text in report.confusions]
    curve = [(shown, wrong) for _, shown, wrong in report.curve]
    bands = [(sure, right) for sure, right, _ in report.calibration]
    return "\n".join(
        (
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>How well the bot understands</title>",
            "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
            "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}svg{border:1px solid #999}</style>",
            "<h1>How well the bot understands</h1>",
            _html_table(("what", "count", "share", "19 times in 20 between"), shares),
            f"<p>Confidence is off by {report.calibration_error:.1f} points on average.</p>",
            "<h2>If only surer answers were shown</h2><p>Across: share of messages. Up: share that is wrong.</p>",
            _plot(curve),
            "<h2>Is 80 % sure right 8 times in 10?</h2><p>Across: how sure. Up: how often right.</p>",
            _plot(bands, diagonal=True),
            "<h2>Right card first, by topic</h2>",
            _html_table(("topic", "count", "share"), topics),
            "<h2>What is mistaken for what</h2>",
            _html_table(("wanted", "put first", "times", "for example"), confusions),
            "</html>",
        )
    )


def _table(report: Report) -> Table:
    table = Table("what", "count", "share", "19 times in 20 between")
    for share in report.shares:
        count = f"{share.count} of {share.total}"
        table.add_row(share.name, count, _percent(share.value), _interval(share.interval))
    return table


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _interval(ends: tuple[float, float]) -> str:
    return f"{_percent(ends[0])} and {_percent(ends[1])}"


def _html_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _plot(points: Sequence[tuple[float, float]], *, diagonal: bool = False) -> str:
    at = [(round(x * PLOT, 1), round((1 - y) * PLOT, 1)) for x, y in points]
    line = " ".join(f"{x},{y}" for x, y in at)
    dots = "".join(f"<circle cx='{x}' cy='{y}' r='4'/>" for x, y in at)
    guide = f"<line x1='0' y1='{PLOT}' x2='{PLOT}' y2='0' stroke='#bbb'/>" if diagonal else ""
    path = f"<polyline points='{line}' fill='none' stroke='#36c' stroke-width='2'/>"
    return f"<svg width='{PLOT}' height='{PLOT}' role='img'>{guide}{path}{dots}</svg>"
