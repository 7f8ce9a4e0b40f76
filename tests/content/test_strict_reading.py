"""Content mistakes are all found at once, each with a file, a line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library, read_library
from bot.core.errors import ContentError
from tests.support.tiny import change


def problems(folder: Path) -> list[str]:
    _, found = read_library(folder)
    return [str(problem) for problem in sorted(found)]


def test_a_good_folder_loads(tiny: Path) -> None:
    library = load_library(tiny)
    assert sorted(library.cards) == ["garden.roses", "garden.tulips", "pond.frogs"]
    assert library.cards["garden.roses"].sources[0].publisher == "Garden Society"
    assert library.facts["F001"].text == "Roses flower in June."


def test_scalars_stay_as_they_are_written(tiny: Path) -> None:
    change(tiny / "pond/frogs.yaml", "- how do i help frogs", "- no\n  - 0117\n  - 12:30")
    assert load_library(tiny).cards["pond.frogs"].utterances[:3] == ("no", "0117", "12:30")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: When", "title: twice\ntitle: When", 3, "`title` stands here twice"),
        ("title: When", "titel: x\ntitle: When", 2, "`titel` is not a key"),
        ("facts: [F001]", "facts: &a [F001]", 14, "anchor"),
        ("related: [garden.tulips]", "related: *a", 13, "alias"),
        ("title: When", "title: !!str When", 2, "tag"),
        ("title: When", "title: !%41 When", 2, "tag"),
        ("id: garden.roses", "id: garden.rose", 1, "Write `garden.roses`"),
        ("id: garden.roses", "id: Garden Roses", 1, "lower-case letters"),
        ("  - when do roses flower", "  - ", 4, "empty"),
        ("status: draft", "status: fine", 21, "neither draft nor approved"),
        ("status: draft", "status: approved", 21, "who approved it"),
        ("due: 2027-05-24", "due: soon", 22, "2027-05-23"),
        ("read: 2026-11", "read: last week", 19, "2026-11"),
        ("https://example.org/roses", "www.example.org", 17, "https://"),
        ("answer: |", "answer: [", 8, "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tiny: Path, old: str, new: str, line: int, says: str) -> None:
    change(tiny / "garden/roses.yaml", old, new)
    found = problems(tiny)
    assert any(says in problem for problem in found), found
    assert any(problem.startswith("intents/garden/roses.yaml:") for problem in found)
    if "not valid YAML" not in says:
        assert any(f"roses.yaml:{line}:" in problem for problem in found), found


def test_a_word_that_stands_for_nothing_is_named(tiny: Path) -> None:
    lines = [
        "boundaries:",
        "  - card: garden.roses",
        "    phrases:",
        "      - how much <medicine> is in",
        "      - up my <pill>",
    ]
    (tiny / "_vocabulary.yaml").write_text("\n".join(lines))
    assert any("_vocabulary.yaml:5: " in each and "<pill>" in each for each in problems(tiny))
    assert not any("<medicine>` stands" in each for each in problems(tiny))


def test_all_problems_are_told_at_once(tiny: Path) -> None:
    change(tiny / "garden/roses.yaml", "title: When", "titel: When")
    change(tiny / "pond/frogs.yaml", "title: How", "utterance: How")
    with pytest.raises(ContentError) as caught:
        load_library(tiny)
    files = {problem.file for problem in caught.value.problems}
    assert files == {"intents/garden/roses.yaml", "intents/pond/frogs.yaml"}


def test_an_alias_bomb_is_refused_before_it_goes_off(tiny: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (tiny / "_facts.yaml").write_text(bomb, encoding="utf-8")
    assert "anchor" in problems(tiny)[0]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"just text", b"a: b: c", b"\t: x", b"[" * 5000]
)
def test_any_bytes_give_a_problem_and_no_traceback(tiny: Path, body: bytes) -> None:
    (tiny / "pond/frogs.yaml").write_bytes(body)
    assert problems(tiny)


def test_stray_files_are_named(tiny: Path) -> None:
    (tiny / "notes.yaml").write_text("x: y", encoding="utf-8")
    (tiny / "garden/daisies.yml").write_text("x: y", encoding="utf-8")
    assert len(problems(tiny)) == 2


def test_a_missing_or_empty_folder_is_one_clear_problem(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "nowhere")[0]
    (tmp_path / "empty").mkdir()
    assert "no card" in problems(tmp_path / "empty")[0]


def test_wording_that_a_folder_lacks_comes_from_the_packaged_one(tiny: Path) -> None:
    (tiny / "_wording.yaml").write_text("start: Welcome to the garden.\n", encoding="utf-8")
    wording = load_library(tiny).wording
    assert wording["start"] == "Welcome to the garden."
    assert wording["button_topics"] == "All topics"
