"""What a message rules out is not what it is about; what it only says no to is."""

from __future__ import annotations

import pytest

from bot.core.matching.contrast import Contrast
from bot.core.vocabulary import Opposite

CONTRAST = Contrast([Opposite(("plant", "planting"), ("cut", "cut back")), Opposite(("wet",), ("dry",))])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("when do i plant roses, not cut back, just plant", "when do i plant roses, just plant"),
        ("my soil is wet not dry", "my soil is wet"),
        ("not the climbing ones, the shrubs. when do they bloom", "the shrubs. when do they bloom"),
        ("which spray feeds roses, not kills them", "which spray feeds roses"),
    ],
)
def test_what_stands_against_something_else_is_taken_out(said: str, kept: str) -> None:
    assert CONTRAST.taken_out(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "my roses are not growing",
        "not sure, are they dead",
        "can i not plant them in may",
        "is it wet or not",
        "not the roses.",
    ],
)
def test_a_plain_no_stays(said: str) -> None:
    assert CONTRAST.taken_out(said) == said
