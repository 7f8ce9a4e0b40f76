"""What people say after a card is read from a folder of files, and counts for the card that answers it."""

from __future__ import annotations

from pathlib import Path

from bot.content.library import load_library, read_library
from bot.core.library import FollowUp
from bot.core.matching.preparation import FOLLOWING, Preparation
from tests.content.test_in_danger import write

FROGS = 'id: garden.frogs\ntitle: Frogs\nutterances: ["do frogs need a pond"]\nanswer: Yes.\n'
SAID = "garden.roses:\n  garden.roses: [which month]\n  garden.frogs: [and is it safe for frogs]\n"


def test_each_message_is_kept_with_the_card_before_and_the_card_that_answers(tmp_path: Path) -> None:
    files = {"garden/frogs": FROGS, "_follow_ups/garden": SAID}
    library = load_library(write(tmp_path / "intents", **files))
    assert library.follow_ups == (
        FollowUp("garden.roses", "garden.roses", "which month"),
        FollowUp("garden.roses", "garden.frogs", "and is it safe for frogs"),
    )
    assert list(library.cards) == ["garden.frogs", "garden.roses"]


def test_a_card_that_is_not_there_is_named_with_file_and_line(tmp_path: Path) -> None:
    _, problems = read_library(write(tmp_path / "intents", **{"_follow_ups/garden": SAID}))
    assert [(each.file, each.line, "garden.frogs" in each.what) for each in problems] == [
        ("intents/_follow_ups/garden.yaml", 3, True)
    ]


def test_the_engine_reads_it_beside_the_title_and_without_what_points_back(tmp_path: Path) -> None:
    files = {"garden/frogs": FROGS, "_follow_ups/garden": SAID}
    phrasings = Preparation(load_library(write(tmp_path / "intents", **files))).phrasings
    following = {each.label: each.words for each in phrasings if each.label.startswith(FOLLOWING)}
    assert following[">garden.frogs"] == ("roses", "and", "is", "safe", "for", "frogs")


def test_a_title_is_no_commoner_for_what_is_said_after_it(tmp_path: Path) -> None:
    alone = Preparation(load_library(write(tmp_path / "alone", **{"garden/frogs": FROGS})))
    files = {"garden/frogs": FROGS, "_follow_ups/garden": SAID}
    followed = Preparation(load_library(write(tmp_path / "followed", **files)))
    assert alone.speller.knows_well("roses") == followed.speller.knows_well("roses")
