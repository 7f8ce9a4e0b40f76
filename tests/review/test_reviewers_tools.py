"""What reviewers use: the list of due cards and the page to read and sign."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from bot.content.library import load_library
from bot.core.library import Library
from bot.review.due import due_by
from bot.review.pack import write_pack
from tests.support.tiny import change


def test_due_cards_come_oldest_first_and_undated_before_them(tiny: Path) -> None:
    tulips = "  status: draft\n  due: 2027-05-25\n"
    with (tiny / "garden/tulips.yaml").open("a", encoding="utf-8") as file:
        file.write(f"review:\n{tulips}")
    library = load_library(tiny)
    on_the_day = [each.id for each in due_by(library, date(2027, 5, 25))]
    assert on_the_day == ["pond.frogs", "garden.roses", "garden.tulips"]
    assert [each.id for each in due_by(library, date(2027, 5, 23))] == ["pond.frogs"]


def test_notices_are_due_too(library: Library) -> None:
    due = {each.id: each.day for each in due_by(library, date(2029, 1, 1))}
    assert due.keys() == {*library.cards, *(flag.id for flag in library.red_flags.flags)}
    assert all(due[flag.id] == flag.review.due for flag in library.red_flags.flags)


def test_the_pack_holds_every_answer_and_fact_and_needs_no_server(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "pack.html"
    write_pack(library, page, date(2026, 11, 23))
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    assert set(library.cards) | {notice.id for notice in library.red_flags.notices} == reader.articles
    assert reader.loaded == []
    text = " ".join("".join(reader.texts).split())
    for card in library.cards.values():
        assert " ".join(card.answer.split("\n\n")[0].split()) in text
        assert all(" ".join(library.facts[fact].text.split()) in text for fact in card.facts)
    assert text.count("Read by ____") == len(reader.articles)


def test_the_pack_says_how_many_answers_are_approved(tiny: Path, tmp_path: Path) -> None:
    page = tmp_path / "pack.html"
    write_pack(load_library(tiny), page, date(2026, 11, 23))
    assert "Nobody has approved these answers yet" in page.read_text(encoding="utf-8")
    change(tiny / "garden/roses.yaml", "status: draft", "status: approved\n  by: A. Nurse\n  on: 2026-11-20")
    write_pack(load_library(tiny), page, date(2026, 11, 23))
    assert "1 of 3 answers are approved" in page.read_text(encoding="utf-8")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.articles: set[str] = set()
        self.loaded: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article":
            self.articles.add(given["id"] or "")
        if given.get("src") or (tag == "link" and given.get("href")):
            self.loaded.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
