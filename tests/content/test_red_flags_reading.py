"""Mistakes in _red_flags.yaml are named with their line and never raise."""

from __future__ import annotations

from pathlib import Path

from bot.content.library import packaged_intents
from bot.content.reader import read_file
from bot.content.red_flags import read_red_flags
from bot.core.errors import Problem
from bot.core.red_flags import RedFlags
from bot.core.triage import Triage

WHOLE = (packaged_intents() / "_red_flags.yaml").read_text(encoding="utf-8")


def read(tmp_path: Path, text: str) -> tuple[RedFlags, list[Problem]]:
    path = tmp_path / "_red_flags.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_red_flags(read_file(path, "_red_flags.yaml", problems)), problems


def test_a_rule_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    text = WHOLE.replace("    when:\n", "    when:\n      - Can't breathe!\n", 1)
    flags, problems = read(tmp_path, text)
    line = text[: text.index("Can't breathe!")].count("\n") + 1
    assert [(problem.line, "cannot be read" in problem.what) for problem in problems] == [(line, True)]
    assert Triage(flags).flags("my chest hurts")


def test_an_unknown_group_is_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path, WHOLE.replace("    when:\n", "    when:\n      - <chesst> hurts\n", 1))
    assert [problem.what for problem in problems] == ["there is no group `<chesst>`."]


def test_a_group_that_leads_back_to_itself_is_named(tmp_path: Path) -> None:
    text = WHOLE.replace("\ngroups:\n", "\ngroups:\n  one: hot <two>\n  two: cold <one>\n", 1)
    flags, problems = read(tmp_path, text)
    assert {problem.what for problem in problems} == {
        "`one` leads back to itself.",
        "`two` leads back to itself.",
    }
    assert Triage(flags).flags("my chest hurts")


def test_too_few_check_phrases_and_a_wrong_level_are_named(tmp_path: Path) -> None:
    text = """groups:
  one: hot
flags:
  urgent.x:
    level: bad
    title: X
    notice: Call 999 now.
    elsewhere: Call now.
    facts: []
    examples:
      - hot
    when:
      - <one>
    review:
      status: draft
      due: 2027-05-24
"""
    _, problems = read(tmp_path, text)
    whats = " ".join(problem.what for problem in problems)
    assert "neither emergency nor urgent" in whats
    assert "only 1 check phrases" in whats
    assert "the group `negators` is missing" in whats


def test_an_empty_file_gives_no_flags(tmp_path: Path) -> None:
    flags, _ = read(tmp_path, "")
    assert flags.notices == ()
    assert Triage(flags).flags("my chest hurts") == ()
