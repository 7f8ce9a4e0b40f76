"""`lupus-bot check` finds what a reviewer must not have to look for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.library import packaged_intents
from bot.core.library import Library
from bot.review.accepted import without_accepted
from bot.review.check import check, notice_problems
from tests.support.tiny import change

TODAY = date(2026, 11, 23)
LONG = "This sentence has far more words than a tired person with brain fog can hold in mind at any one time."


def found(folder: Path) -> str:
    return "\n".join(map(str, check(folder, TODAY)))


def test_the_content_is_clean_but_for_accepted_warnings() -> None:
    accepted = Path(__file__).resolve().parents[2] / ".ci" / "accepted-warnings.yaml"
    left = without_accepted(check(packaged_intents(), TODAY), accepted, complete=False)
    assert [str(problem) for problem in left] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Most go on until autumn.", LONG, "a sentence has"),
        ("Most go on until autumn.", "Take 200 mg a day.", "looks like a dose"),
        ("Most go on until autumn.", "This is not urgent.", "not a word we use"),
        ("Most go on until autumn.", "Roses are deadly.", "without context"),
        ("facts: [F001]", "facts: [F999]", "no fact F999"),
        ("related: [garden.tulips]", "related: [garden.none]", "no card garden.none"),
        ("due: 2027-05-24", "due: 2026-05-24", "the review was due"),
        ("  due: 2027-05-24\n", "", "no review date"),
        ("    read: 2026-11\n", "", "nobody says when"),
        ("- when do roses flower", "- when do i plant tulips", "also stands at intents/garden/roses.yaml:4"),
        ("- when do roses flower", "- when do i plant tulipss", "nearly the same"),
        ("title: When do roses flower?", "title: When do I plant tulips?", "the same title"),
        ("title: When do roses flower?", f"title: {LONG}", "At most 64"),
        (
            "Most go on until autumn.",
            "Rhododendron cultivation necessitates acidification.",
            "reads at US grade",
        ),
    ],
)
def test_a_problem_is_found(tiny: Path, old: str, new: str, says: str) -> None:
    change(tiny / "garden/roses.yaml", old, new)
    assert says in found(tiny)


def test_an_accepted_warning_needs_a_reason_and_must_still_fit(tiny: Path, tmp_path: Path) -> None:
    problems = check(tiny, TODAY)
    warning = next(problem for problem in problems if problem.severity == "warning")
    accepted = tmp_path / "accepted.yaml"
    entry = f'- file: {warning.file}\n  what: "{warning.what[:20]}"\n  reason: looked at\n'
    accepted.write_text(entry, encoding="utf-8")
    assert warning not in without_accepted(problems, accepted)
    accepted.write_text(entry.replace(warning.file, "intents/gone.yaml"), encoding="utf-8")
    assert any("no warning fits" in problem.what for problem in without_accepted(problems, accepted))
    accepted.write_text(f"- file: {warning.file}\n", encoding="utf-8")
    assert any("missing" in problem.what for problem in without_accepted(problems, accepted))


def test_a_notice_whose_review_is_due_is_named_with_its_place(library: Library) -> None:
    problems = [str(problem) for problem in notice_problems(library, date(2027, 5, 25))]
    assert len(problems) == len(library.red_flags.flags)
    assert all("was due on 2027-05-24" in problem for problem in problems)
    assert len({problem.split(":")[1] for problem in problems}) == len(problems)
    assert list(notice_problems(library, TODAY)) == []
