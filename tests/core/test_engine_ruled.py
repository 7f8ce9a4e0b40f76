"""A personal request gets its fixed card, by itself or after the card of what it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.core.deciding import LIMITS
from bot.core.engine import Engine
from bot.core.matching.judge import Judge
from tests.support.fakes import LetterEncoder
from tests.support.tiny import write_tiny_content

SAID = "when do roses flower, am i to blame"
RULES = """boundaries:
  - card: pond.frogs
    {gives_way}
    phrases: [am i to blame]
"""


def one_question(folder: Path, named: float) -> Engine:
    """The engine of a folder where no message is taken for two questions."""
    library = load_library(folder)
    limits = replace(LIMITS, named=named, two_answers=2.0, two_others=2.0)
    return Engine(library, Judge(library, LetterEncoder(), None), limits)


@pytest.mark.parametrize(
    ("gives_way", "named", "shown"),
    [
        ("gives_way: yes", 0.0, ("garden.roses", "pond.frogs")),
        ("gives_way: yes", 1.0, ("pond.frogs",)),
        ("gives_way: no", 0.0, ("pond.frogs",)),
        ("", 0.0, ("pond.frogs",)),
    ],
)
def test_fixed_card_comes_second_only_where_it_gives_way_and_the_other_is_sure(
    tmp_path: Path, gives_way: str, named: float, shown: tuple[str, ...]
) -> None:
    folder = write_tiny_content(tmp_path / "intents")
    (folder / "_vocabulary.yaml").write_text(RULES.format(gives_way=gives_way), encoding="utf-8")
    decision = one_question(folder, named).decide(SAID)
    assert (decision.answers, decision.reason) == (shown, "boundary")


def test_one_card_for_both_is_shown_once(tmp_path: Path) -> None:
    folder = write_tiny_content(tmp_path / "intents")
    (folder / "_vocabulary.yaml").write_text(RULES.format(gives_way="gives_way: yes"), encoding="utf-8")
    assert one_question(folder, named=0.0).decide("how do i help frogs, am i to blame").answers == (
        "pond.frogs",
    )
