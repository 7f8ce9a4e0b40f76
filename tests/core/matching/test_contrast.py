"""What a message rules out is not what it is about; what it only says no to is."""

from __future__ import annotations

import pytest

from bot.core.matching.contrast import Contrast, denied
from bot.core.vocabulary import Opposite

CONTRAST = Contrast(
    [Opposite(("plant", "planting"), ("cut", "cut back")), Opposite(("wet",), ("dry",))],
    lambda words: [word for word in words if word == "spray"],
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("when do i plant roses, not cut back, just plant", "when do i plant roses, just plant"),
        ("my soil is wet not dry", "my soil is wet"),
        ("not the climbing ones, the shrubs. when do they bloom", "the shrubs. when do they bloom"),
        ("which spray feeds roses, not kills them", "which spray feeds roses"),
        ("what do frogs eat, i'm not asking where they live, just that", "what do frogs eat, just that"),
        ("when do roses bloom, never mind the frogs, and in may?", "when do roses bloom, and in may?"),
        ("what do frogs eat i dont mean tadpoles i mean grown ones", "what do frogs eat i mean grown ones"),
        ("i don't want to know why it died. can i dig it up", "can i dig it up"),
        ("not what roses cost, where they grow", "where they grow"),
        ("my hedge is fine. what do i do about the roses", "what do i do about the roses"),
        ("i know what frogs eat. where do they all sleep", "where do they all sleep"),
        ("i know what the spray is for. what else does it do", "spray, what else does it do"),
        ("do roses need sun, don't tell me about frogs", "do roses need sun,"),
        (
            "my pond is full so no need for the hose, can i plant",
            "my pond is full so no need for the hose, can i plant",
        ),
        ("a frog house - not the bird box - where do i put it", "a frog house - where do i put it"),
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
        "never mind",
        "my roses are fine, what about them",
        "which sprays are ok, and can i plant roses in may",
        "if the pond is fine, can i put frogs in it now",
        "is it true that all roses are fine",
        "i am not asking for much",
        "it is not that wet, can i plant",
    ],
)
def test_a_plain_no_stays(said: str) -> None:
    assert CONTRAST.taken_out(said) == said


@pytest.mark.parametrize(
    ("said", "is_denied"),
    [
        ("never had a green spray in my life", True),
        ("i am not on green spray any more", True),
        ("what kills moss without any green spray", True),
        ("told i cant have green spray what else is there", True),
        ("told i cant have green spray why is that", False),
        ("green spray does nothing for my moss what is there instead", True),
        ("green spray does nothing for my moss why is that", False),
        ("can i not have green spray in may", False),
        ("not used my green spray for three days", False),
        ("green spray never works", False),
        ("without water and with green spray", False),
    ],
)
def test_a_thing_that_nobody_uses_is_denied_and_one_that_was_missed_is_not(
    said: str, is_denied: bool
) -> None:
    assert denied(tuple(said.split()), ("green", "spray")) is is_denied
