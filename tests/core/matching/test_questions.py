"""A message is taken apart where two questions may meet, and only there."""

from __future__ import annotations

import pytest

from bot.core.matching.questions import MOST_SPLITS, _splits


@pytest.mark.parametrize(
    ("said", "halves"),
    [
        ("when do roses bloom and how do i prune", ("when do roses bloom", "how do i prune")),
        ("when do roses bloom? and do frogs bite", ("when do roses bloom", "do frogs bite")),
        ("do roses smell n do frogs bite", ("do roses smell", "do frogs bite")),
        ("when do roses bloom how do i prune", ("when do roses bloom", "how do i prune")),
    ],
)
def test_halves_are_found_at_every_kind_of_joint(said: str, halves: tuple[str, str]) -> None:
    assert halves in [(split.left, split.right) for split in _splits(said)]


def test_a_plain_question_is_left_whole() -> None:
    assert _splits("when do roses bloom") == []


def test_a_wall_of_joints_is_bounded() -> None:
    assert len(_splits("this and that or " * 200)) == MOST_SPLITS
