"""The second look finds danger in words that no rule names, and takes no notice away that the rules gave."""

from __future__ import annotations

import pytest

from bot.core.library import Library
from bot.core.matching.alarm import MOST_WINDOWS, alarm
from bot.core.matching.judge import Judge
from bot.core.model import Card
from bot.core.red_flags import RedFlags
from bot.core.triage.second_look import SecondLook, Sound, TwoLooks
from tests.support.fakes import BrokenTriage, LetterEncoder, SaidTriage


@pytest.fixture(scope="module")
def judge() -> Judge:
    fire = ("fire fire in the kitchen", "the fire is huge", "everything is on fire", "there is fire here")
    wasp = ("a wasp stung my thumb", "stung by a wasp", "two wasps have stung me", "the wasp sting swells")
    calm = tuple(f"my roses bloom number {number} so well" for number in range(40))
    card = Card("garden.roses", "Roses", ("how do i grow roses", "when do roses bloom"), "In June.")
    in_danger = {"urgent.fire": fire, "urgent.wasp": wasp}
    library = Library({card.id: card}, {}, RedFlags(), in_danger=in_danger, calm=calm)
    return Judge(library, LetterEncoder(), None)


@pytest.fixture(scope="module")
def second(judge: Judge) -> SecondLook:
    return SecondLook(judge, urgent=("urgent.wasp",))


def flag(second: SecondLook, text: str) -> str | None:
    sound = second.sound(text)
    return sound.flag if sound else None


def test_it_names_the_flag_that_a_message_sounds_like(second: SecondLook) -> None:
    assert flag(second, "the kitchen is on fire") == "urgent.fire"
    assert flag(second, "a wasp has stung my thumb") == "urgent.wasp"


def test_calm_messages_pass(second: SecondLook) -> None:
    assert flag(second, "my roses bloom number 7 so well") is None
    assert flag(second, "") is None


def test_it_finds_a_sign_inside_a_long_calm_story(second: SecondLook) -> None:
    story = "My roses bloom so well. " * (2 * MOST_WINDOWS)
    assert flag(second, f"{story} The fire is huge. {story}") == "urgent.fire"


def test_the_longer_the_story_around_it_the_less_alarming_is_a_sign(judge: Judge) -> None:
    story = "My roses bloom so well. "
    alarms = [alarm(judge, f"{story * times}the fire is huge.".lower()).odds for times in (0, 2, 8)]
    assert alarms == sorted(alarms, reverse=True)


def test_what_the_rules_found_is_shown_and_what_they_missed_is_too(second: SecondLook) -> None:
    assert TwoLooks(SaidTriage(("urgent.smoke",)), second).flags("the fire is huge") == ("urgent.smoke",)
    assert TwoLooks(SaidTriage(("urgent.smoke",)), second).flags("my roses bloom") == ("urgent.smoke",)
    assert TwoLooks(SaidTriage(), second).flags("the fire is huge") == ("urgent.fire",)
    assert TwoLooks(SaidTriage(), second).flags("my roses bloom number 7 so well") == ()


def test_a_clearly_different_urgency_leads_and_keeps_what_the_rules_found(second: SecondLook) -> None:
    emergency, urgent = Sound("urgent.fire", "urgent.wasp", 5.0), Sound("urgent.fire", "urgent.wasp", -5.0)
    assert second.weighed(("urgent.wasp",), emergency) == ("urgent.fire", "urgent.wasp")
    assert second.weighed(("urgent.fire",), urgent) == ("urgent.wasp", "urgent.fire")


def test_an_emergency_still_leads_where_the_rules_found_the_less_urgent_sign_as_well(
    second: SecondLook,
) -> None:
    both = ("urgent.fire", "urgent.wasp")
    assert second.weighed(both, Sound("urgent.fire", "urgent.wasp", -5.0)) == both


def test_an_unclear_urgency_changes_nothing(second: SecondLook) -> None:
    unclear = Sound("urgent.fire", "urgent.wasp", -1.0)
    assert second.weighed(("urgent.fire",), unclear) == ("urgent.fire",)
    assert second.weighed(("urgent.wasp",), unclear) == ("urgent.wasp",)


def test_rules_that_fail_are_not_hidden(second: SecondLook) -> None:
    with pytest.raises(RuntimeError):
        TwoLooks(BrokenTriage(), second).flags("the fire is huge")


def test_what_the_rules_found_survives_a_second_look_that_fails(
    second: SecondLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: SecondLook, text: str) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(SecondLook, "sound", fail)
    assert TwoLooks(SaidTriage(("urgent.wasp",)), second).flags("stung") == ("urgent.wasp",)
