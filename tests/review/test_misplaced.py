"""Phrasings that would lead to another card are named, with the card and how far it is ahead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.core.engine import Engine
from bot.review import misplaced as asking
from bot.review.accepted import without_accepted
from bot.review.misplaced import Misplaced, misplaced, misplaced_in
from tests.support.tiny import change


def test_a_phrasing_that_belongs_to_another_card_is_named_with_place_card_and_margin(tiny: Path) -> None:
    change(tiny / "garden/roses.yaml", "- when do roses flower", "- how do i help the frogs in my pond")
    library = load_library(tiny)
    found = misplaced(library, Engine.fit(library), margin=0.05).warnings
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [
        ("intents/garden/roses.yaml", 4, "warning")
    ]
    assert "would go to pond.frogs, by 0." in found[0].what


def test_phrasings_that_are_at_home_are_not_named(tiny: Path) -> None:
    library = load_library(tiny)
    assert misplaced(library, Engine.fit(library), margin=0.05).warnings == ()


def test_without_an_encoder_it_says_why_nothing_was_asked(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "load_encoder", lambda: (None, "The files are not there."))
    assert misplaced_in(load_library(tiny), tmp_path) == Misplaced(unasked="The files are not there")


def test_an_accepted_phrasing_may_come_a_little_closer_to_home(tiny: Path, tmp_path: Path) -> None:
    change(tiny / "garden/roses.yaml", "- when do roses flower", "- how do i help the frogs in my pond")
    library = load_library(tiny)
    below = misplaced(library, Engine.fit(library), margin=0.5)
    assert below.warnings == ()
    accepted = tmp_path / "accepted.yaml"
    entry = "- file: intents/garden/roses.yaml\n  what: “how do i help\n  reason: looked at\n"
    accepted.write_text(entry, encoding="utf-8")
    assert without_accepted([], accepted, nearly=below.nearly) == []
    assert len(without_accepted([], accepted)) == 1
    assert without_accepted([], accepted, complete=False) == []
