"""Phrasings that the engine would send to another card if they did not stand where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.core.engine import Engine
from bot.core.errors import Problem
from bot.core.library import Library
from bot.core.matching.preparation import Phrasing
from bot.encoder import load as load_encoder
from bot.encoder.cache import DiskCache

MARGIN = 1.2
"""How far, in scores of 0 to 1.7, another card must be ahead of a phrasing's own.

Every phrasing is judged by the content without it. Chosen on the packaged content of November 2026, 16,000 phrasings:
127 are behind by more than 0.7, 37 by more than 0.9, 16 by more than 1.0 and 4 by more than 1.2. Read one by one, most
want a second phrasing like them, and one in ten does belong elsewhere, at any margin. So the line only decides how
many are named, and is where a person still reads the list.
"""
SLACK = 0.5
"""Editing one card moves the margins of others. A warning that was accepted may come so close to the line from below
before its acceptance counts as out of date."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """What asking the engine gave."""

    warnings: tuple[Problem, ...] = ()
    nearly: tuple[Problem, ...] = ()
    """What is just below the line: no warnings, but what an acceptance may be about."""
    unasked: str = ""
    """Why the engine was not asked, in a few words; empty if it was."""


def misplaced_in(library: Library, cache: Path) -> Misplaced:
    """Ask the engine that users get. `cache` is where the bot keeps what it learned from the content."""
    encoder, why_not = load_encoder()
    if encoder is None:
        return Misplaced(unasked=why_not.rstrip("."))
    return misplaced(library, Engine.fit(library, encoder, DiskCache(cache)))


def misplaced(library: Library, engine: Engine, margin: float = MARGIN) -> Misplaced:
    """A warning for every phrasing that another card would win by more than `margin`."""
    found: tuple[list[Problem], list[Problem]] = ([], [])
    for phrasing, other, ahead in ranked(engine, margin - SLACK):
        card = library.cards[phrasing.label]
        line = card.lines.get(phrasing.text if phrasing.text in card.utterances else "title", 1)
        what = f"“{phrasing.text}” would go to {other}, by {ahead:.2f}."
        remedy = "Move it there, or write more phrasings like it here."
        found[ahead <= margin].append(Problem(card.file, line, what, remedy, "warning"))
    return Misplaced(tuple(found[0]), tuple(found[1]))


def ranked(engine: Engine, margin: float) -> list[tuple[Phrasing, str, float]]:
    """Phrasings, the card that would win each and by how much, worst first."""
    judge = engine.judge
    number = len(judge.cards)
    scores = judge.index.left_out().total[:, :number]
    found = []
    for at, phrasing in enumerate(judge.preparation.phrasings):
        card = engine.library.cards.get(phrasing.label)
        # A `not_this` stands in another card's file, so it says where it belongs by being there.
        if card is None or phrasing.text not in (card.title, *card.utterances):
            continue
        each = scores[at] + judge.agreement.adjustments(phrasing.reading)
        own = judge.cards.index(phrasing.label)
        best = int(np.argmax(each))
        ahead = float(each[best] - each[own])
        if ahead > margin and not _ruled(engine, phrasing):
            found.append((phrasing, judge.cards[best], ahead))
    return sorted(found, key=lambda row: -row[2])


def _ruled(engine: Engine, phrasing: Phrasing) -> bool:
    """Whether a rule sends it to its card, whatever it resembles."""
    decision = engine.decide(phrasing.text)
    return decision.reason == "boundary" and decision.answers[:1] == (phrasing.label,)
