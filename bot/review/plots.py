"""Plots as SVG, drawn by hand so that a report needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

SIZE = 300
"""Width and height of a plot's inside, in pixels."""
LEFT, TOP, RIGHT, BOTTOM = 62, 12, 20, 52
"""Room around it for the axes and their names."""
TICKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a plot; shares from 0 to 1. `low` and `high` are the ends of its uncertainty."""

    x: float
    y: float
    label: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """What stands beside a plot, and how far up it goes."""

    across: str
    up: str
    top: float = 1.0


def plot(
    marks: Sequence[Mark],
    axes: Axes,
    *,
    title: str,
    diagonal: bool = False,
    special: Mark | None = None,
) -> str:
    """Points joined by a line. `diagonal` draws where both shares are equal; `special` stands out."""
    width, height = LEFT + SIZE + RIGHT, TOP + SIZE + BOTTOM
    parts = [f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='{escape(title, quote=True)}'>"]
    parts += _grid(axes)
    if diagonal:
        ends = (_at(0, 0, axes), _at(axes.top, axes.top, axes))
        parts.append(f"<polyline points='{_joined(ends)}' class='ideal'/>")
    places = [_at(mark.x, mark.y, axes) for mark in marks]
    parts.append(f"<polyline points='{_joined(places)}' class='line'/>")
    for mark in marks:
        if mark.low is not None and mark.high is not None:
            ends = (_at(mark.x, mark.low, axes), _at(mark.x, mark.high, axes))
            parts.append(f"<polyline points='{_joined(ends)}' class='whisker'/>")
        parts.append(_dot(mark, axes, "dot"))
    if special is not None:
        parts.append(_dot(special, axes, "special"))
        x, y = _at(special.x, special.y, axes)
        side = ("end", -10) if x > LEFT + SIZE / 2 else ("start", 10)
        parts.append(
            f"<text x='{x + side[1]}' y='{y + 18}' text-anchor='{side[0]}'>{escape(special.label)}</text>"
        )
    return "".join((*parts, "</svg>"))


def bar(value: float, ends: tuple[float, float]) -> str:
    """A share as a bar, with its uncertainty as a thin line over it."""
    low, high = (100 * end for end in ends)
    return (
        f"<span class='bar'><span style='width:{100 * value:.1f}%'></span>"
        f"<i style='left:{low:.1f}%;width:{max(0.5, high - low):.1f}%'></i></span>"
    )


def _grid(axes: Axes) -> list[str]:
    parts = []
    for step in range(TICKS + 1):
        share = step / TICKS
        x, y = LEFT + share * SIZE, TOP + (1 - share) * SIZE
        parts.append(f"<line x1='{LEFT}' y1='{y}' x2='{LEFT + SIZE}' y2='{y}' class='grid'/>")
        parts.append(
            f"<text x='{LEFT - 6}' y='{y + 4}' text-anchor='end'>{100 * share * axes.top:.0f} %</text>"
        )
        parts.append(f"<text x='{x}' y='{TOP + SIZE + 18}' text-anchor='middle'>{100 * share:.0f} %</text>")
    middle = TOP + SIZE / 2
    parts.append(
        f"<text x='{LEFT + SIZE / 2}' y='{TOP + SIZE + 42}' text-anchor='middle'>{escape(axes.across)}</text>"
        f"<text x='14' y='{middle}' text-anchor='middle' transform='rotate(-90 14 {middle})'>{escape(axes.up)}</text>"
    )
    return parts


def _dot(mark: Mark, axes: Axes, kind: str) -> str:
    x, y = _at(mark.x, mark.y, axes)
    return f"<circle cx='{x}' cy='{y}' r='4' class='{kind}'><title>{escape(mark.label)}</title></circle>"


def _at(x: float, y: float, axes: Axes) -> tuple[float, float]:
    up = min(1.0, y / axes.top)
    return round(LEFT + x * SIZE, 1), round(TOP + (1 - up) * SIZE, 1)


def _joined(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
