"""What reviewers use: the list of due cards and the page to read and sign."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from bot.content.library import load_library
from bot.core.library import Library
from bot.review.due import due_cards
from bot.review.pack import write_pack


def test_due_cards_come_oldest_first_and_undated_before_them(tiny: Path) -> None:
    cards = load_library(tiny).cards.values()
    assert [card.id for _, card in due_cards(cards, date(2027, 5, 24))][-1] == "garden.roses"
    assert "garden.roses" not in [card.id for _, card in due_cards(cards, date(2027, 5, 23))]


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
