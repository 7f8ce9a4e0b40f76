"""`lupus-bot new <id>`: an empty card to fill in, and the file for what people ask."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

REVIEW_AFTER = timedelta(days=182)
_CARD = """\
# One card = one answer. How to edit: intents/README.md
id: {id}
title: {title}
utterances:
  - write 20 or more ways in which people ask this
answer: |
  The answer in the first sentence. Then what else helps, in 60 to 120 words.
get_help: |
  Who to ask, and when.
related: []
facts: []
sources: []
review:
  status: draft
  due: {due}
"""
_QUESTIONS = """\
# What people ask, to test {id}. Not phrasings of the card: written without looking at them.
card: {id}
questions:
  - write 6 or more questions that are not among the utterances
"""


def new_card(intents: Path, questions: Path | None, card_id: str, today: date) -> list[Path]:
    """The files written: the card and, where `questions` is given, its question file.

    Raises FileExistsError if the card is there already, and ValueError for an id that cannot be one.
    """
    topic, dot, name = card_id.partition(".")
    if not (dot and _plain(topic) and _plain(name)):
        raise ValueError(card_id)
    fill = {
        "id": card_id,
        "title": name.replace("_", " ").capitalize(),
        "due": (today + REVIEW_AFTER).isoformat(),
    }
    written = [_write(intents / topic / f"{name}.yaml", _CARD.format(**fill))]
    if questions is not None:
        written.append(_write(questions / topic / f"{name}.yaml", _QUESTIONS.format(**fill)))
    return written


def _plain(part: str) -> bool:
    return bool(part) and part.isascii() and part.replace("_", "a").isalnum() and part == part.lower()


def _write(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(body)
    return path
