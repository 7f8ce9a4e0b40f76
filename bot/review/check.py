"""`lupus-bot check`: every problem in the content at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.content.library import read_library
from bot.core.errors import Problem
from bot.core.library import Library
from bot.core.model import Card
from bot.core.normalise import normalise, words
from bot.core.red_flags import RedFlag
from bot.review.card_rules import card_problems
from bot.review.readability import names_of, word_count

NEARLY_SHARED = 96.0
"""`fuzz.ratio` from which two phrasings count as the same: one or two letters apart."""
NOTICE_WORDS = 60


def check(folder: Path, today: date) -> list[Problem]:
    """All problems, errors first, then by file and line."""
    library, problems = read_library(folder)
    if library is not None:
        names = names_of(library.vocabulary)
        for card in library.cards.values():
            problems += card_problems(card, library, today, names)
        problems += shared_utterances(library)
        problems += shared_titles(library)
        problems += notice_problems(library, today)
    return sorted(problems, key=lambda problem: (problem.severity, problem))


def shared_titles(library: Library) -> Iterator[Problem]:
    """Cards with the same title: nobody could tell their buttons apart."""
    seen: dict[str, Card] = {}
    for card in library.cards.values():
        other = seen.setdefault(normalise(card.title), card)
        if other is not card:
            line = card.lines.get("title", 1)
            yield Problem(
                card.file, line, f"{other.id} has the same title.", "Change one of them.", "warning"
            )


def shared_utterances(library: Library) -> Iterator[Problem]:
    """Phrasings that stand in two places, or nearly so, with both places named."""
    places: dict[str, list[tuple[Card, str]]] = defaultdict(list)
    for card in library.cards.values():
        for utterance in card.utterances:
            places[" ".join(words(normalise(utterance)))].append((card, utterance))
    for found in places.values():
        (first, original), *others = found
        for card, utterance in others:
            where = f"{first.file}:{first.lines.get(original, 1)}"
            error = card.id != first.id
            what = f"“{utterance}” also stands at {where}."
            line = card.lines.get(utterance, 1)
            yield Problem(card.file, line, what, "Keep it in one place.", "error" if error else "warning")
    texts = list(places)
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEARLY_SHARED, dtype="uint8")
    for one, other in zip(*scores.nonzero(), strict=True):
        if one < other:
            (first, original), (card, utterance) = places[texts[one]][0], places[texts[other]][0]
            if first.id != card.id:
                where = f"{first.file}:{first.lines.get(original, 1)}"
                what = f"“{utterance}” is nearly the same as “{original}” at {where}."
                line = card.lines.get(utterance, 1)
                yield Problem(card.file, line, what, "Keep it with the card it belongs to.", "warning")


def notice_problems(library: Library, today: date) -> Iterator[Problem]:
    """Notices that do not say what to do, or say too much, or rest on nothing."""
    flags = {flag.id: flag for flag in library.red_flags.flags}
    for notice in library.red_flags.notices:
        file, line = "intents/_red_flags.yaml", 1
        if notice.id in flags:
            # The place of its first rule: the notice's own lines stand just below.
            line = next((rule.line for rule in flags[notice.id].when), 1)
            yield from _notice_dates(file, line, flags[notice.id], today)
        first = " ".join(notice.text.split("\n\n")[0].split())
        if not any(number in notice.text for number in ("999", "111", "A&E", "maternity unit")):
            yield Problem(file, line, f"{notice.id} has no number to call.", "Add 999 or NHS 111.")
        if word_count(first) > NOTICE_WORDS:
            what = f"{notice.id} opens with {word_count(first)} words."
            yield Problem(file, line, what, f"At most {NOTICE_WORDS}.", "warning")
        for fact in notice.facts:
            if fact not in library.facts:
                yield Problem(file, line, f"{notice.id}: there is no fact {fact}.", "See _facts.yaml.")


def _notice_dates(file: str, line: int, flag: RedFlag, today: date) -> Iterator[Problem]:
    if flag.review.due is None:
        yield Problem(file, line, f"{flag.id} has no review date.", "Add `due:`.", "warning")
    elif flag.review.due < today:
        what = f"the review of {flag.id} was due on {flag.review.due}."
        yield Problem(file, line, what, "Review it, then move it.", "warning")
