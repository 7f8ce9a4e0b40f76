"""The second look finds danger in words that no rule names, and never takes anything away from the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.encoding import Vectors
from bot.core.library import Library
from bot.core.red_flags import RedFlags
from bot.core.triage.second_look import MOST_WINDOWS, SecondLook, TwoLooks, windows
from tests.support.fakes import BrokenTriage, SaidTriage


class Letters:
    """An encoder that counts letters: enough to tell fire from flowers."""

    digest = "letters"

    def encode(self, texts: Sequence[str]) -> Vectors:
        counts = np.array(
            [[text.count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        )
        vectors: Vectors = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
        return vectors


@pytest.fixture
def second() -> SecondLook:
    fire = ("fire fire in the kitchen", "the fire is huge", "everything is on fire", "there is fire here")
    calm = tuple(f"my roses bloom number {number} so well" for number in range(40))
    library = Library({}, {}, RedFlags(), in_danger={"urgent.fire": fire}, calm=calm)
    return SecondLook(library, Letters(), Letters().encode(["how do i grow tulips", "when do roses bloom"]))


def test_it_names_the_flag_that_a_message_sounds_like(second: SecondLook) -> None:
    assert second.flag("the kitchen is on fire") == "urgent.fire"


def test_calm_messages_pass(second: SecondLook) -> None:
    assert second.flag("my roses bloom number 7 so well") is None
    assert second.flag("") is None


def test_it_finds_a_sign_inside_a_long_calm_story(second: SecondLook) -> None:
    story = "My roses bloom so well. " * 4
    assert second.flag(f"{story} The fire is huge. {story}") == "urgent.fire"


def test_the_rules_come_first(second: SecondLook) -> None:
    assert TwoLooks(SaidTriage(("urgent.wasp",)), second).flags("the fire is huge") == ("urgent.wasp",)
    assert TwoLooks(SaidTriage(), second).flags("the fire is huge") == ("urgent.fire",)
    assert TwoLooks(SaidTriage(), second).flags("my roses bloom number 7 so well") == ()


def test_rules_that_fail_are_not_hidden(second: SecondLook) -> None:
    with pytest.raises(RuntimeError):
        TwoLooks(BrokenTriage(), second).flags("the fire is huge")


def test_every_sentence_is_read_however_many_there_are() -> None:
    many = ". ".join(f"sentence number {number} is here" for number in range(90))
    read = windows(many)
    assert len(read) <= MOST_WINDOWS
    assert all(f"number {number} " in " ".join(read) for number in range(90))
