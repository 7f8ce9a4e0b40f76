"""The evaluation as one HTML page that needs nothing else, in words that a volunteer understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.review.evaluate import Report
from bot.review.plots import Axes, Mark, bar, plot
from bot.review.shares import Share

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #212b32; max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
td, th { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #d8dde0; }
td { overflow-wrap: anywhere; } td:first-child { min-width: 8rem; }
.bar { display: block; position: relative; width: min(12rem, 40vw); height: 1rem; margin-top: .25rem;
  background: #e8edee; }
.bar span { display: block; height: 100%; background: #41b6e6; }
.bar i { position: absolute; top: calc(50% - 1px); height: 2px; background: #212b32; }
.plots { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; flex: 1 1 20rem; max-width: 28rem; }
svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: #212b32; }
.grid { stroke: #d8dde0; } .ideal { stroke: #768692; stroke-dasharray: 5 4; fill: none; }
.line { stroke: #005eb8; stroke-width: 2; fill: none; } .dot { fill: #005eb8; } .whisker { stroke: #768692; }
.special { fill: #d5281b; stroke: #fff; }
summary { cursor: pointer; padding: .4rem 0; } details { overflow-wrap: anywhere; } .quiet { color: #4c6272; }
@media print { details > * { display: block; } }
"""
_EXPLAINED = {
    "right card first": "The card that answers best was shown, or stood first among those offered.",
    "right or tolerable card first": "The same, counting cards that help but are not the best.",
    "right card shown or among three offered": "The person can get to the right card with one tap.",
    "answered outright": "A card was shown at once, without a question back.",
    "wrong card shown": "A card was shown at once, and it was neither right nor tolerable. Fewer is better.",
    "not ours, yet a card shown": "The message was none of the bot's business, and it showed a card. Fewer is better.",
    "follow-up: right card first": "The second of two messages was understood from the first.",
    "follow-up: right card shown or among three offered": "The same, counting cards that were offered.",
    "two questions: both answered": "Both questions in one message got their answer.",
    "opposites: right side, or a question back": "Start was not taken for stop, nor safe for unsafe.",
    "notice missed": "An emergency without its notice. Each one matters.",
    "notice of another level": "A notice came, but said 111 for 999 or the other way round.",
    "notice for a calm message": "A notice came where none was due. Fewer is better.",
}


def as_html(report: Report) -> str:
    """The whole page."""
    return "\n".join(
        (
            "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width, initial-scale=1'>",
            f"<title>How well the bot understands</title><style>{STYLE}</style></head><body>",
            "<h1>How well the bot understands</h1>",
            f"<p>{len(report.outcomes)} messages whose right answers are known were put to the bot. Half of them took "
            f"less than {report.milliseconds[0]:.0f} ms each, and 1 in 100 more than {report.milliseconds[1]:.0f} ms. "
            "The thin dark line on each bar shows how far chance could have moved the figure: 19 times in 20, "
            "the truth lies on it.</p>",
            *_changes(report),
            _table(("what", "how often"), (_share_row(share) for share in report.shares)),
            "<h2>How sure the bot is, and how right</h2><div class='plots'>",
            _calibration(report),
            _curve(report),
            "</div><h2>Right card first, topic by topic</h2>",
            _table(("topic", "how often"), (_share_row(share) for share in report.topics)),
            "<h2>What is mistaken for what</h2><p>The most frequent first.</p>",
            _confusions(report),
            "<h2>Every message that went wrong</h2>",
            _misses(report),
            "</body></html>",
        )
    )


def _share_row(share: Share) -> tuple[str, ...]:
    low, high = (100 * end for end in share.interval)
    explained = _EXPLAINED.get(share.name, "")
    name = (
        f"{escape(share.name)}<br><small class='quiet'>{escape(explained)}</small>"
        if explained
        else share.name
    )
    figure = f"{100 * share.value:.1f} % <small class='quiet'>({low:.1f} to {high:.1f})</small>"
    return name, f"{bar(share.value, share.interval)}{figure}, {share.count} of {share.total}"


def _calibration(report: Report) -> str:
    measured = report.calibration
    marks = [
        Mark(
            band.sure,
            band.right.value,
            f"{band.right.count} of {band.right.total} right where it was {band.sure:.0%} sure",
            *band.right.interval,
        )
        for band in measured.bands
    ]
    axes = Axes("how sure the bot was", "how often it was right")
    drawn = plot(marks, axes, title="Confidence beside truth", diagonal=True)
    return (
        f"<figure>{drawn}<figcaption>Each dot is a tenth of the messages that a card answers. On the dashed line the "
        "bot is exactly as sure as it is right; below it, it is too sure of itself. On average it is off by "
        f"{measured.error:.1f} points of 100 ({measured.interval[0]:.1f} to {measured.interval[1]:.1f}). "
        f"On so few messages a perfectly honest bot would seem to be off by {measured.by_chance:.1f}. "
        "Over all messages about which it showed or offered a card, and with tolerable cards counted as right, it is "
        f"off by {report.if_tolerable_counts.error:.1f}."
        "</figcaption></figure>"
    )


def _curve(report: Report) -> str:
    marks = [
        Mark(
            point.shown,
            point.wrong,
            f"from {point.least:.0%} sure: {point.shown:.0%} answered, {point.wrong:.1%} of the answers wrong",
        )
        for point in report.curve
    ]
    now = report.today
    special = Mark(now.shown, now.wrong, "the bot today") if now else None
    highest = max([mark.y for mark in marks] + [special.y if special else 0.0, 0.05])
    top = next(step / 100 for step in (10, 20, 30, 40, 50, 75, 100) if step >= 100 * highest)
    axes = Axes("messages answered at once", "answers that are wrong", top)
    drawn = plot(marks, axes, title="Answers at once against wrong answers", special=special)
    return (
        f"<figure>{drawn}<figcaption>If the bot answered only when it is surer, fewer people would get an answer at "
        "once (further left), and fewer answers would be wrong (further down). Messages are those about which "
        "it found a card at all. The red dot is where it stands today: it asks back when unsure, and when a message "
        "seems to be none of its business.</figcaption></figure>"
    )


def _confusions(report: Report) -> str:
    blocks = []
    for each in report.confusions:
        asked = "".join(f"<li>{escape(text)}</li>" for text in each.asked)
        head = f"<b>{escape(each.wanted)}</b> was wanted, <b>{escape(each.got)}</b> came first"
        blocks.append(f"<details><summary>{len(each.asked)} × {head}</summary><ul>{asked}</ul></details>")
    return "".join(blocks) or "<p>Nothing.</p>"


def _misses(report: Report) -> str:
    rows = [
        (escape(each.row.key), escape(", ".join(each.row.good) or _wanted(each.row.level)), escape(each.did))
        for each in report.outcomes
        if not each.right
    ]
    if not rows:
        return "<p>None.</p>"
    table = _table(("message", "wanted", "the bot"), rows)
    return f"<details><summary>{len(rows)} of {len(report.outcomes)}</summary>{table}</details>"


def _wanted(level: str) -> str:
    return "no card" if level == "none" else f"{level} notice"


def _changes(report: Report) -> Iterable[str]:
    if not report.changes:
        return ()
    rows = [
        (escape(change.what), escape(change.asked), escape(change.before), escape(change.now))
        for change in report.changes
    ]
    fixed = sum(change.what == "fixed" for change in report.changes)
    return (
        "<h2>Changed since the older report</h2>",
        f"<p>{fixed} fixed, {len(rows) - fixed} broken.</p>",
        _table(("", "message", "before", "now"), rows),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<div class='wide'><table><tr>{head}</tr>{body}</table></div>"
