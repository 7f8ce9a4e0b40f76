"""The rules against phrasings by somebody who had not seen them: tests/questions/_red_flags.yaml, _calm.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.core.red_flags import RedFlags
from bot.core.triage import Triage
from tests.core.triage.variants import variants

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"
LISTED: dict[str, list[str]] = yaml.safe_load((QUESTIONS / "_red_flags.yaml").read_text(encoding="utf-8"))
CALM: list[str] = yaml.safe_load((QUESTIONS / "_calm.yaml").read_text(encoding="utf-8"))["calm"]


def test_every_listed_phrasing_shows_a_notice(triage: Triage) -> None:
    missed = [text for texts in LISTED.values() for text in texts if not triage.flags(text)]
    assert missed == []


def test_nearly_every_listed_phrasing_shows_its_level(triage: Triage, red_flags: RedFlags) -> None:
    level = {notice.id: notice.level for notice in red_flags.notices}
    wrong = [
        text
        for flag, texts in LISTED.items()
        for text in texts
        if level.get((triage.flags(text) or ("",))[0]) != level[flag]
    ]
    assert len(wrong) <= 0.05 * sum(map(len, LISTED.values())), wrong


def test_calm_messages_seldom_show_a_notice(triage: Triage) -> None:
    alarmed = [text for text in CALM if triage.flags(text)]
    assert len(alarmed) <= 0.02 * len(CALM), alarmed


@pytest.mark.slow
def test_changed_writing_still_shows_a_notice(triage: Triage) -> None:
    made = [
        (kind, changed)
        for flag, texts in LISTED.items()
        for seed, text in enumerate(texts)
        for kind, changed in variants(text, seed)
    ]
    missed = [(kind, text[:200]) for kind, text in made if not triage.flags(text)]
    assert len(missed) <= 0.01 * len(made), missed[:50]


@pytest.mark.slow
def test_changed_writing_of_calm_messages_seldom_shows_a_notice(triage: Triage) -> None:
    made = [changed for seed, text in enumerate(CALM) for _, changed in variants(text, seed)]
    alarmed = [text[:200] for text in made if triage.flags(text)]
    assert len(alarmed) <= 0.02 * len(made), alarmed[:50]
