"""What people say in danger may be one file or a folder of them."""

from __future__ import annotations

from pathlib import Path

from bot.content.library import load_library, read_library

CARD = 'id: garden.roses\ntitle: Roses\nutterances: ["how do i prune"]\nanswer: In March.\n'


def write(folder: Path, **files: str) -> Path:
    for name, text in {"garden/roses": CARD, **files}.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_of_files_is_read_as_one(tmp_path: Path) -> None:
    files = {
        "_in_danger": "danger:\n  urgent.wasp: [stung]\n",
        "_in_danger/wasp": "danger:\n  urgent.wasp: [stung twice]\n",
        "_in_danger/calm": "calm: [a wasp in a film]\n",
    }
    library = load_library(write(tmp_path / "intents", **files))
    assert library.in_danger == {"urgent.wasp": ("stung", "stung twice")}
    assert library.calm == ("a wasp in a film",)
    assert list(library.cards) == ["garden.roses"]


def test_an_edit_in_the_folder_changes_the_digest(tmp_path: Path) -> None:
    folder = write(tmp_path / "intents", **{"_in_danger/calm": "calm: [a film]\n"})
    before = load_library(folder).digest
    write(folder, **{"_in_danger/calm": "calm: [a book]\n"})
    assert load_library(folder).digest != before


def test_a_mistake_in_the_folder_names_its_file_and_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "intents", **{"_in_danger/wasp": "danger:\n  urgent.wasp: stung\nwhen: now\n"})
    _, problems = read_library(folder)
    assert {(problem.file, problem.line) for problem in problems} >= {("intents/_in_danger/wasp.yaml", 3)}
