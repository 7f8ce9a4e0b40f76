"""From cards and wording to a reply. Nothing is written here: every word comes from the content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.core.library import Library
from bot.core.model import Card, Notice, Source
from bot.dialogue.reply import Block, Button, Link, Reply

SHORT_CHARACTERS = 240
"""Most characters of a short answer: its first two sentences."""
WITHHELD_AFTER = timedelta(days=90)
"""How long after its due date a card is still shown, with a warning."""
MOST_RELATED = 4
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)


def say(wording: Mapping[str, str], key: str, **fill: str) -> str:
    """A text from the wording with its {places} filled. A missing key gives an empty text."""
    text = wording.get(key, "")
    for name, value in fill.items():
        text = text.replace("{" + name + "}", value)
    return text


def short_answer(card: Card) -> str:
    """The first two sentences of the answer, at most 240 characters; one if two are too long."""
    paragraph = " ".join(card.answer.split("\n\n")[0].split())
    first, *rest = _SENTENCE_END.split(paragraph)
    both = f"{first} {rest[0]}" if rest and not rest[0].startswith("- ") else first
    return both if len(both) <= SHORT_CHARACTERS else first


def topic_title(library: Library, topic: str) -> str:
    """What the topic is called on buttons."""
    return library.wording.get(f"topic_{topic}") or topic.replace("_", " ").capitalize()


def answer_blocks(
    library: Library, cards: Sequence[Card], *, today: date, understood: bool = True, short: bool = False
) -> tuple[Block, ...]:
    """The blocks for one or two cards: what the cards share is said once, at the end."""
    blocks: list[Block] = []
    for card in cards:
        if understood and card.topic != "chat":
            blocks.append(Block("understood", say(library.wording, "understood", title=card.title)))
        blocks.extend(_body(library, card, today, short))
    for text in dict.fromkeys(card.get_help for card in cards if card.get_help):
        blocks.append(Block("get_help", text))
    sources = tuple(dict.fromkeys(source for card in cards for source in card.sources))
    if sources:
        blocks.append(source_block(library, sources))
    return tuple(blocks)


def answer_buttons(library: Library, cards: Sequence[Card], meant: Sequence[str] = ()) -> tuple[Button, ...]:
    """More about the first card, then cards that may have been `meant` instead, then related ones of all cards in
    turn."""
    buttons = [Button(library.wording["button_more"], "more", card.id) for card in cards if card.more][:1]
    shown = {card.id for card in cards}
    related = dict.fromkeys((*meant, *(card_id for card in cards for card_id in card.related)))
    fitting = [card_id for card_id in related if card_id in library.cards and card_id not in shown]
    buttons += card_buttons(library, fitting[:MOST_RELATED])
    return tuple(buttons)


def card_buttons(library: Library, card_ids: Iterable[str]) -> list[Button]:
    """A button for each card that exists, labelled with its title."""
    return [
        Button(library.cards[card_id].title, "card", card_id)
        for card_id in card_ids
        if card_id in library.cards
    ]


def more_reply(library: Library, card: Card, *, today: date) -> Reply:
    """What a card holds beyond its answer."""
    if withheld(card, today):
        return Reply(answer_blocks(library, (card,), today=today), answer_buttons(library, (card,)))
    blocks = [Block("heading", card.title), Block("more", card.more or card.answer)]
    if card.get_help:
        blocks.append(Block("get_help", card.get_help))
    if card.sources:
        blocks.append(source_block(library, card.sources))
    buttons = [button for button in answer_buttons(library, (card,)) if button.action != "more"]
    return Reply(tuple(blocks), tuple(buttons))


def notice_block(library: Library, notice: Notice, *, country: str, again: bool = False) -> Block:
    """The notice for a red flag, with local numbers; one line if it was shown a moment ago."""
    if again:
        return Block("notice", library.wording["notice_again"])
    return Block("notice", notice.text if country == "GB" or not notice.elsewhere else notice.elsewhere)


def source_block(library: Library, sources: Sequence[Source]) -> Block:
    """The line that says who publishes what the answer rests on, and when it was read."""
    names = []
    for source in sources:
        name = _name(source)
        when = _when(library, source) if len(sources) == 1 else ""
        names.append(f"{name} ({when})" if when else name)
    key = "source" if len(sources) == 1 else "source_many"
    text = say(library.wording, key, sources="; ".join(names))
    if len(sources) > 1:
        text = f"{text[:-1]} ({_when_all(library, sources)})." if _when_all(library, sources) else text
    links = tuple(Link(_name(source), source.url) for source in sources if source.url)
    return Block("source", text, links)


def overdue(card: Card, today: date) -> bool:
    """Whether the card's due date is past."""
    return card.review.due is not None and today > card.review.due


def withheld(card: Card, today: date) -> bool:
    """Whether the card's due date is so long past that only its sources are shown."""
    return card.review.due is not None and today > card.review.due + WITHHELD_AFTER


def _body(library: Library, card: Card, today: date, short: bool) -> list[Block]:
    if withheld(card, today):
        return [Block("answer", library.wording["withheld"].strip())]
    blocks = [Block("answer", short_answer(card) if short else card.answer)]
    if overdue(card, today) and card.review.due is not None:
        blocks.append(Block("line", say(library.wording, "overdue", month=_month(card.review.due))))
    return blocks


def _name(source: Source) -> str:
    # The bot's own rules have no page, so their title says nothing that the publisher does not say.
    return (
        f"{source.publisher}, {source.title}"
        if source.url or "rule" not in source.publisher
        else source.publisher
    )


def _when(library: Library, source: Source) -> str:
    if source.checked is not None:
        day = f"{source.checked.day} {_month(source.checked)}"
        return say(library.wording, "source_checked", day=day)
    if source.read:
        return say(library.wording, "source_read", month=_month(date.fromisoformat(f"{source.read}-01")))
    return ""


def _when_all(library: Library, sources: Sequence[Source]) -> str:
    if any(source.checked is not None or not source.read for source in sources):
        return "; ".join(dict.fromkeys(filter(None, (_when(library, source) for source in sources))))
    oldest = min(source.read for source in sources)
    return say(library.wording, "source_several_read", month=_month(date.fromisoformat(f"{oldest}-01")))


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"
