"""`_told.yaml` is a list of what people tell beside their question."""

from __future__ import annotations

from pathlib import Path

from bot.content.library import load_library, read_library
from tests.content.test_in_danger import write


def test_what_is_told_is_read_in_file_order(tmp_path: Path) -> None:
    folder = write(tmp_path / "intents", _told="told: [my roses are fine, the pond is dug]\n")
    assert load_library(folder).told == ("my roses are fine", "the pond is dug")


def test_a_folder_without_the_file_tells_nothing(tmp_path: Path) -> None:
    assert load_library(write(tmp_path / "intents")).told == ()


def test_a_mistake_names_its_file_and_line(tmp_path: Path) -> None:
    _, problems = read_library(write(tmp_path / "intents", _told="told:\n  - fine\nasked: [why]\n"))
    assert {(problem.file, problem.line) for problem in problems} == {("intents/_told.yaml", 3)}
