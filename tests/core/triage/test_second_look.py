"""The second look finds danger in words that no rule names, and never takes anything away from the rules."""

from __future__ import annotations

import pytest

from bot.core.library import Library
from bot.core.matching.evidence import MOST_WINDOWS, Judge
from bot.core.model import Card
from bot.core.red_flags import RedFlags
from bot.core.triage.second_look import SecondLook, TwoLooks
from tests.support.fakes import BrokenTriage, LetterEncoder, SaidTriage


@pytest.fixture(scope="module")
def second() -> SecondLook:
    fire = ("fire fire in the kitchen", "the fire is huge", "everything is on fire", "there is fire here")
    calm = tuple(f"my roses bloom number {number} so well" for number in range(40))
    card = Card("garden.roses", "Roses", ("how do i grow roses", "when do roses bloom"), "In June.")
    library = Library({card.id: card}, {}, RedFlags(), in_danger={"urgent.fire": fire}, calm=calm)
    return SecondLook(Judge(library, LetterEncoder(), None))


def test_it_names_the_flag_that_a_message_sounds_like(second: SecondLook) -> None:
    assert second.flag("the kitchen is on fire") == "urgent.fire"


def test_calm_messages_pass(second: SecondLook) -> None:
    assert second.flag("my roses bloom number 7 so well") is None
    assert second.flag("") is None


def test_it_finds_a_sign_inside_a_long_calm_story(second: SecondLook) -> None:
    story = "My roses bloom so well. " * (2 * MOST_WINDOWS)
    assert second.flag(f"{story} The fire is huge. {story}") == "urgent.fire"


def test_the_rules_come_first(second: SecondLook) -> None:
    assert TwoLooks(SaidTriage(("urgent.wasp",)), second).flags("the fire is huge") == ("urgent.wasp",)
    assert TwoLooks(SaidTriage(), second).flags("the fire is huge") == ("urgent.fire",)
    assert TwoLooks(SaidTriage(), second).flags("my roses bloom number 7 so well") == ()


def test_rules_that_fail_are_not_hidden(second: SecondLook) -> None:
    with pytest.raises(RuntimeError):
        TwoLooks(BrokenTriage(), second).flags("the fire is huge")
