"""`lupus-bot pack`: one page on which a nurse or a patient can read every answer beside its grounds."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from bot.core.library import Library
from bot.dialogue.composing import answer_blocks, short_answer, topic_title
from bot.review.readability import grade, names_of, word_count


def write_pack(library: Library, out: Path, today: date) -> None:
    """Write the page. Raises ImportError without the `review` extra, OSError if `out` cannot be written."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["paragraphs"] = _paragraphs
    template = environment.from_string((files("bot.review") / "pack.html.j2").read_text(encoding="utf-8"))
    names = names_of(library.vocabulary)
    topics = [(topic, topic_title(library, topic), library.in_topic(topic)) for topic in library.topics]
    page = template.render(
        topics=topics,
        notices=library.red_flags.notices,
        facts=library.facts,
        titles={card.id: card.title for card in library.cards.values()},
        blocks={card.id: answer_blocks(library, (card,), today=today) for card in library.cards.values()},
        short={card.id: short_answer(card) for card in library.cards.values()},
        grades={card.id: grade(card.answer, names) for card in library.cards.values()},
        words={card.id: word_count(card.answer) for card in library.cards.values()},
        approved=sum(card.review.status == "approved" for card in library.cards.values()),
        made=today,
        version=library.digest[:12],
    )
    out.write_text(page, encoding="utf-8")


def _paragraphs(text: str) -> list[tuple[str, list[str]]]:
    """The paragraphs of a card's text: ("text", lines) or ("list", items), in order."""
    found: list[tuple[str, list[str]]] = []
    for paragraph in text.split("\n\n"):
        for line in filter(None, map(str.strip, paragraph.splitlines())):
            kind = "list" if line.startswith("- ") else "text"
            if not found or found[-1][0] != kind or kind == "text":
                found.append((kind, []))
            found[-1][1].append(line.removeprefix("- "))
    return found
