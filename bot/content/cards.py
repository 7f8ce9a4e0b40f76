"""One card file to one Card."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.content.reader import Place, read_file
from bot.core.errors import Problem
from bot.core.model import Card, NotThis, Review, Source

_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
CARD_KEYS = {
    "id": True,
    "title": True,
    "utterances": True,
    "not_this": False,
    "answer": True,
    "more": False,
    "get_help": False,
    "related": False,
    "facts": False,
    "sources": False,
    "review": False,
    "sensitive": False,
    "subject": False,
    "aspect": False,
}
SOURCE_KEYS = {"title": True, "url": False, "publisher": True, "read": False, "checked": False}
REVIEW_KEYS = {"status": True, "due": False, "by": False, "on": False}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_YES = {"yes": True, "no": False}


def read_card(path: Path, shown_as: str, problems: list[Problem]) -> Card | None:
    """The card in a file, or None if it is beyond use; what is wrong is added to `problems`."""
    before = len(problems)
    root = read_file(path, shown_as, problems)
    if root.node is None:
        if len(problems) == before:
            root.complain("the file is empty.", "Start from `lupus-bot new <id>`.")
        return None
    places = root.mapping(CARD_KEYS)
    nothing = Place(None, shown_as, problems)

    def at(key: str) -> Place:
        return places.get(key, nothing)

    card_id = at("id").text()
    if "id" in places:
        _check_id(at("id"), card_id, path)
    utterances = at("utterances").texts()
    for key in ("title", "utterances", "answer"):
        if key in places and not (utterances if key == "utterances" else at(key).text()):
            at(key).complain(f"`{key}` is empty.", "Write it.")
    card = Card(
        id=card_id,
        title=at("title").text(),
        utterances=utterances,
        answer=at("answer").text(),
        more=at("more").text(),
        get_help=at("get_help").text(),
        not_this=tuple(_not_this(item) for item in at("not_this").items()),
        related=at("related").texts(),
        facts=at("facts").texts(),
        sources=tuple(_source(item) for item in at("sources").items()),
        review=_review(places["review"]) if "review" in places else Review(),
        sensitive="sensitive" in places and at("sensitive").parsed(_yes_or_no, "yes or no", False),
        subject=at("subject").text(),
        aspect=at("aspect").text(),
        file=shown_as,
        lines={key: place.line for key, place in places.items()}
        | dict(zip(utterances, at("utterances").lines(), strict=False)),
    )
    return card if len(problems) == before else None


def _check_id(place: Place, card_id: str, path: Path) -> None:
    expected = f"{path.parent.name}.{path.stem}"
    if not _ID.fullmatch(card_id):
        place.complain("an id has lower-case letters, digits, `_` and one dot.", f"Here: `{expected}`.")
    elif card_id != expected:
        place.complain("the id does not go with the folder and the file name.", f"Write `{expected}`.")


def _not_this(place: Place) -> NotThis:
    keys = place.mapping({"ask": True, "card": True})
    return NotThis(
        ask=keys["ask"].text() if "ask" in keys else "",
        card=keys["card"].text() if "card" in keys else "",
    )


def _source(place: Place) -> Source:
    keys = place.mapping(SOURCE_KEYS)
    texts = {key: keys[key].text() for key in ("title", "publisher", "url") if key in keys}
    if texts.get("url") and not texts["url"].startswith(("https://", "http://")):
        keys["url"].complain("this is not a link.", "It starts with https://.")
    return Source(
        title=texts.get("title", ""),
        publisher=texts.get("publisher", ""),
        url=texts.get("url", ""),
        read=keys["read"].parsed(_month, "2026-11", "") if "read" in keys else "",
        checked=keys["checked"].parsed(_day, "2027-01-15", None) if "checked" in keys else None,
    )


def _review(place: Place) -> Review:
    keys = place.mapping(REVIEW_KEYS)
    status = keys["status"].text() if "status" in keys else "draft"
    if status not in ("draft", "approved"):
        keys["status"].complain("the status is neither draft nor approved.", "Write `draft` if unsure.")
    approved = status == "approved"
    if approved and not ("by" in keys and "on" in keys):
        place.complain("an approved card says who approved it and when.", "Add `by:` and `on:`.")
    return Review(
        status="approved" if approved else "draft",
        due=keys["due"].parsed(_day, "2027-05-23", None) if "due" in keys else None,
        by=keys["by"].text() if "by" in keys else "",
        on=keys["on"].parsed(_day, "2026-11-23", None) if "on" in keys else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError(text)
    return text


def _yes_or_no(text: str) -> bool:
    if text not in _YES:
        raise ValueError(text)
    return _YES[text]
