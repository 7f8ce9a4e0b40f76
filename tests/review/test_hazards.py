"""The hazard log and the page made from it."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import Problem
from bot.review.hazards import ROOT, main, names_a_test, page, read_hazards


def test_every_control_names_a_test_that_exists_or_a_person() -> None:
    problems: list[Problem] = []
    _, hazards = read_hazards(ROOT, problems)
    assert problems == []
    assert len(hazards) >= 12


def test_the_page_is_the_one_that_the_log_gives() -> None:
    assert main(["--check"]) == 0


def test_a_control_whose_test_is_gone_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    log = """about: x
hazards:
  - id: H01
    hazard: h
    cause: c
    effect: e
    before: b
    controls:
      - does: d
        test: tests/nowhere.py::test_gone
    residual: r
"""
    (tmp_path / "docs" / "hazards.yaml").write_text(log)
    problems: list[Problem] = []
    _, hazards = read_hazards(tmp_path, problems)
    assert [(p.line, p.what) for p in problems] == [(10, "there is no test `tests/nowhere.py::test_gone`.")]
    assert main([], root=tmp_path) == 1
    assert "tests/nowhere.py::test_gone" in page("x", hazards)


def test_only_test_functions_count_as_proof() -> None:
    assert names_a_test(ROOT, "tests/review/test_hazards.py::test_only_test_functions_count_as_proof")
    assert not names_a_test(ROOT, "tests/review/test_hazards.py::ROOT")
    assert not names_a_test(ROOT, "bot/review/hazards.py::names_a_test")
