"""What one card must be, by itself: lengths, reading age, words, facts, sources, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.core.errors import Problem
from bot.core.library import Library
from bot.core.model import Card
from bot.dialogue.composing import SHORT_CHARACTERS, answer_blocks, overdue
from bot.review.readability import grade, sentences, word_count

TITLE_CHARACTERS = 64
UTTERANCE_CHARACTERS = 200
FEWEST_UTTERANCES = 20
ANSWER_WORDS = (60, 120)
CHAT_WORDS = (10, 80)
MORE_WORDS = 170
SENTENCE_WORDS = 20
GRADE = 6.0
GRADE_OF_HARD_TOPICS = 8.0
HARD_TOPICS = ("medicines", "tests", "complications")
MESSAGE_CHARACTERS = 3500
"""Room is left under Telegram's 4,096 for a second card and a notice."""
MOST_RELATED = 4

_DOSE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:mg|mcg|micrograms?|milligrams?|ml|tablets? a day)\b", re.IGNORECASE)
_ALARMING = re.compile(r"\b(fatal|deadly|death|die|dying|kill\w*|cancer|life-threatening)\b", re.IGNORECASE)
_CALMING = re.compile(
    r"\b(999|111|doctor|GP|team|can|not|most|many|help|treat\w*|trial|usually)\b", re.IGNORECASE
)
_FORBIDDEN = {
    r"\bdrugs?\b": "medicine",
    r"\bmedications?\b": "medicine",
    r"\bsufferers?\b": "people with lupus",
    r"\bsuffer(?:s|ing)? from\b": "have",
    r"\bchemists?\b": "pharmacy",
    r"(?<!yellow )(?<!glandular )\bfever\b(?! \()": "high temperature",
    r"\bharmless\b": "what the fact says, without a verdict",
    r"\bnothing to worry about\b": "who to ask",
    r"\bnot urgent\b": "who to ask and when",
    r"\bnormally\b": "usually",
}


def card_problems(
    card: Card, library: Library, today: date, names: re.Pattern[str] | None
) -> Iterator[Problem]:
    """Everything that is wrong with one card."""
    yield from _lengths(card)
    yield from _language(card, names)
    yield from _grounds(card, library)
    yield from _dates(card, today)
    blocks = answer_blocks(library, (card,), today=date.min)
    size = sum(len(block.text) + 2 for block in blocks)
    if size > MESSAGE_CHARACTERS:
        yield _problem(
            card, "answer", f"the message is {size} characters long.", "Move some of it to `more`."
        )


def _lengths(card: Card) -> Iterator[Problem]:
    chat = card.topic == "chat"
    if len(card.title) > TITLE_CHARACTERS:
        yield _problem(
            card, "title", f"the title has {len(card.title)} characters.", "At most 64 fit a button."
        )
    if len(card.utterances) < FEWEST_UTTERANCES and not chat:
        what = f"there are only {len(card.utterances)} utterances."
        yield _problem(card, "utterances", what, f"Write at least {FEWEST_UTTERANCES}, each in other words.")
    for utterance in card.utterances:
        if len(utterance) > UTTERANCE_CHARACTERS:
            yield _problem(card, utterance, "this utterance is over 200 characters.", "Cut the story short.")
    low, high = CHAT_WORDS if chat else ANSWER_WORDS
    count = word_count(card.answer)
    if not low <= count <= high:
        yield _problem(card, "answer", f"the answer has {count} words.", f"Aim for {low} to {high}.")
    if word_count(card.more) > MORE_WORDS:
        yield _problem(card, "more", f"`more` has {word_count(card.more)} words.", f"At most {MORE_WORDS}.")
    opening = " ".join(sentences(card.answer)[:2])
    if len(opening) > SHORT_CHARACTERS and not chat:
        what = f"the first two sentences have {len(opening)} characters."
        yield _problem(card, "answer", what, f"They are the short answer: at most {SHORT_CHARACTERS}.")
    if len(card.related) > MOST_RELATED:
        yield _problem(card, "related", "there are more than 4 related cards.", "Keep the nearest.")


def _language(card: Card, names: re.Pattern[str] | None) -> Iterator[Problem]:
    limit = GRADE_OF_HARD_TOPICS if card.topic in HARD_TOPICS else GRADE
    for key, text in (("answer", card.answer), ("more", card.more), ("get_help", card.get_help)):
        for sentence in sentences(text):
            count = word_count(sentence)
            if count > SENTENCE_WORDS:
                yield _problem(card, key, f"a sentence has {count} words: “{sentence}”", "At most 20.")
        for pattern, better in _FORBIDDEN.items():
            if found := re.search(pattern, text, re.IGNORECASE):
                yield _problem(card, key, f"“{found.group()}” is not a word we use.", f"Write: {better}.")
        if found := _DOSE.search(text):
            yield _problem(
                card, key, f"“{found.group()}” looks like a dose.", "The bot gives none.", error=True
            )
        for sentence in sentences(text):
            if (found := _ALARMING.search(sentence)) and not _CALMING.search(text):
                what = f"“{found.group()}” stands without context."
                yield _problem(card, key, what, "Say what can be done, or who to ask.")
    reached = grade(card.answer, names)
    if reached > limit and card.topic != "chat":
        hardest = sorted(sentences(card.answer), key=lambda part: grade(part, names), reverse=True)[:2]
        shown = " / ".join(f"“{part}”" for part in hardest)
        what = f"the answer reads at US grade {reached:.1f}; the limit is {limit:.0f}. Hardest: {shown}"
        yield _problem(card, "answer", what, "Use shorter words and sentences.")


def _grounds(card: Card, library: Library) -> Iterator[Problem]:
    if card.topic != "chat":
        for key in ("facts", "sources", "get_help", "related"):
            if not getattr(card, key):
                yield _problem(
                    card, key, f"`{key}` is missing.", "Every answer needs it.", error=key == "facts"
                )
    for fact in card.facts:
        if fact not in library.facts:
            yield _problem(card, "facts", f"there is no fact {fact}.", "See _facts.yaml.", error=True)
    for other in card.related:
        if other not in library.cards:
            yield _problem(card, "related", f"there is no card {other}.", "Correct the id.", error=True)
        if other == card.id:
            yield _problem(card, "related", "the card is related to itself.", "Take it out.")
    for neighbour in card.not_this:
        if neighbour.card not in library.cards and not neighbour.card.startswith("urgent."):
            what = f"there is no card {neighbour.card}."
            yield _problem(card, "not_this", what, "Correct the id.", error=True)


def _dates(card: Card, today: date) -> Iterator[Problem]:
    if card.topic != "chat":
        for source in card.sources:
            if not source.read and source.checked is None and "rule" not in source.publisher:
                what = f"nobody says when “{source.title}” was read."
                yield _problem(card, "sources", what, "Add `read: 2026-11`.")
    if card.review.due is None:
        yield _problem(card, "review", "there is no review date.", "Add `due:`.")
    elif overdue(card, today):
        yield _problem(
            card, "review", f"the review was due on {card.review.due}.", "Review it, then move it."
        )


def _problem(card: Card, key: str, what: str, remedy: str, *, error: bool = False) -> Problem:
    line = card.lines.get(key, 1)
    return Problem(card.file, line, what, remedy, "error" if error else "warning")
