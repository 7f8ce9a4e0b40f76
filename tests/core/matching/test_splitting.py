"""A message is taken apart where two questions may meet, and only there."""

from __future__ import annotations

import pytest

from bot.core.matching.lexicon import Phrases
from bot.core.matching.splitting import LIKELIEST, LONGEST, Splitter

SPLITTER = Splitter(Phrases([("hi all", "")]))


def halves(said: str) -> list[tuple[str, str]]:
    return [(split.left, split.right) for split in SPLITTER.splits(said)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("when do roses bloom and how do i prune", ("when do roses bloom", "how do i prune")),
        ("when do roses bloom? and do frogs bite", ("when do roses bloom", "do frogs bite")),
        ("do roses smell n do frogs bite", ("do roses smell", "do frogs bite")),
        ("when do roses bloom how do i prune", ("when do roses bloom", "how do i prune")),
        ("roses? or frogs?", ("roses", "frogs?")),
        ("do roses smell also do frogs bite", ("do roses smell", "do frogs bite")),
        ("do roses smell an do frogs bite", ("do roses smell", "do frogs bite")),
        ("1) do roses smell 2) do frogs bite", ("1) do roses smell", "do frogs bite")),
        ("hot :) do roses smell and do frogs bite", ("hot :) do roses smell", "do frogs bite")),
    ],
)
def test_halves_are_found_at_every_kind_of_joint(said: str, expected: tuple[str, str]) -> None:
    assert expected in halves(said)


@pytest.mark.parametrize(
    "said",
    [
        "when do roses bloom",
        "which red roses can i prune",
        "if it has rained, can i prune",
        "could you tell me how frogs sing",
        "give me tips on how to keep frogs",
        "do i need to do anything before planting roses",
        "does an old frog eat roses",
        "at what time of year should i plant roses",
        "do frogs bite when i hold them",
        "how long does it take, to grow a rose",
        "can my frog also have roses",
        "roses and frogs " * LONGEST,
    ],
)
def test_one_question_is_left_whole(said: str) -> None:
    assert halves(said) == []


def test_the_likeliest_place_comes_first_and_few_are_given() -> None:
    said = "my pond and my roses and hedge and shed and gate are old, and wet, when do roses bloom and do frogs bite"
    found = halves(said)
    assert found[0][1] == "do frogs bite"
    assert len(found) == LIKELIEST


def test_two_halves_that_ask_are_told_from_one_that_tells() -> None:
    asking, telling = (
        SPLITTER.splits("do roses smell? do frogs bite"),
        SPLITTER.splits("roses smell. frogs bite"),
    )
    assert (asking[0].apart, telling[0].apart) == (True, False)
    assert asking[0].worded > telling[0].worded


@pytest.mark.parametrize(
    ("asking", "telling"),
    [
        ("when do roses bloom, and do frogs bite", "when do roses bloom, frogs are about already"),
        ("is it a rose and is it a hedge", "is it a rose or is it a hedge"),
        ("when do roses bloom, and do frogs bite", "when do roses bloom, do frogs bite"),
    ],
)
def test_what_only_tells_more_or_asks_the_same_another_way_is_less_of_a_second_question(
    asking: str, telling: str
) -> None:
    assert SPLITTER.splits(asking)[0].worded > SPLITTER.splits(telling)[0].worded + 0.2


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        ("my hedge is old. when do the red roses bloom", "when do the red roses bloom"),
        ("we have a pond. my hedge is old. is that bad", "my hedge is old. is that bad"),
    ],
)
def test_of_a_half_the_sentence_that_asks_is_known_and_what_a_brief_one_leans_on(
    left: str, asked: str
) -> None:
    splits = SPLITTER.splits(f"{left}? and do frogs bite my fingers? i like frogs.")
    found = next(split.asked for split in splits if split.right.startswith("do frogs"))
    assert found == (asked, "do frogs bite my fingers?")


@pytest.mark.parametrize(
    ("second", "remarks"),
    [
        ("the frogs never bit me", True),
        ("do frogs bite", False),
        ("the frogs bite?", False),
        ("the frogs bite as well", False),
        ("and the frogs bite", False),
    ],
)
def test_a_remark_is_told_from_what_asks_or_adds_something(second: str, remarks: bool) -> None:
    assert [split.remarks for split in SPLITTER.splits(f"when do roses bloom? {second}")] == [remarks]


STORY = "my roses were planted by my mother many years ago in the old garden and frogs came with them " * 3


def test_a_story_is_taken_apart_between_sentences_and_where_a_second_question_begins() -> None:
    found = halves(f"{STORY}. when do roses bloom and how do frogs sing")
    assert {right for _, right in found} == {"when do roses bloom and how do frogs sing", "how do frogs sing"}


def test_in_a_story_the_same_place_looks_more_like_two_questions() -> None:
    said = "when do roses bloom and how do frogs sing"
    (brief,) = SPLITTER.splits(said)
    story = next(each for each in SPLITTER.splits(f"{STORY}. {said}") if each.right == brief.right)
    assert story.worded > brief.worded
