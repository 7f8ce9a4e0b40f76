"""The fixed screens: welcome, help, about, privacy, sources, and the topics menu."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.core.library import Library
from bot.core.model import Card
from bot.dialogue.composing import card_buttons, say, topic_title
from bot.dialogue.reply import Block, Button, Reply

PAGES = ("start", "help", "about", "privacy", "sources", "topics")
PER_SCREEN = 10
"""Most questions on one screen of the menu: more than a phone shows at once tires people."""
FEWEST_IN_GROUP = 3


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this bot, for `/privacy`."""

    contact: str = ""
    privacy_url: str = ""


def page(library: Library, name: str, operator: Operator | None = None) -> Reply:
    """A fixed screen by its name. Raises KeyError for an unknown one."""
    if name not in PAGES:
        raise KeyError(name)
    wording = library.wording
    blocks = [Block("line", wording[name].strip())]
    if name == "privacy" and operator is not None:
        if operator.contact:
            blocks.append(Block("line", say(wording, "privacy_operator", contact=operator.contact)))
        if operator.privacy_url:
            blocks.append(Block("line", say(wording, "privacy_policy", url=operator.privacy_url)))
    if name == "topics":
        return Reply(tuple(blocks), topic_buttons(library))
    topics = Button(wording["button_topics"], "page", "topics")
    if name == "start":
        return Reply(tuple(blocks), (*card_buttons(library, examples(library)), topics))
    return Reply(tuple(blocks), (topics, Button(wording["button_home"], "page", "start")))


def examples(library: Library) -> tuple[str, ...]:
    """The four to six cards offered first: those that the wording names, else the first of each topic."""
    named = [card_id for card_id in library.wording.get("examples", "").split() if card_id in library.cards]
    return tuple(named or [library.in_topic(topic)[0].id for topic in library.topics])[:6]


def topic_buttons(library: Library) -> tuple[Button, ...]:
    """A button for each topic; `chat` is no topic that anybody asks about."""
    topics = [topic for topic in library.topics if topic != "chat"]
    home = Button(library.wording["button_home"], "page", "start")
    return (*(Button(topic_title(library, topic), "topic", topic) for topic in topics), home)


def topic_page(library: Library, value: str) -> Reply:
    """The questions of a topic, or of a subject inside it. Raises KeyError for an unknown one.

    `value` is `topic`, `topic/subject`, and either with `/2` for the second screen and so on.
    """
    topic, *rest = value.split("/")
    screen = int(rest.pop()) if rest and rest[-1].isdigit() else 1
    subject = rest[0] if rest else ""
    cards = library.in_topic(topic)
    if not cards:
        raise KeyError(value)
    grouped = _groups(cards)
    if subject:
        entries = [Button(card.title, "card", card.id) for card in cards if card.subject == subject]
    else:
        entries = [Button(_name(library, name), "topic", f"{topic}/{name}") for name in grouped]
        entries += [Button(card.title, "card", card.id) for card in cards if card.subject not in grouped]
    start = (screen - 1) * PER_SCREEN
    if not entries[start : start + PER_SCREEN] or screen < 1:
        raise KeyError(value)
    return Reply(
        (Block("line", say(library.wording, "topic", topic=_title(library, topic, subject)).strip()),),
        (*entries[start : start + PER_SCREEN], *_navigation(library, topic, subject, screen, len(entries))),
    )


def _groups(cards: tuple[Card, ...]) -> tuple[str, ...]:
    if len(cards) <= PER_SCREEN:
        return ()
    counted = Counter(card.subject for card in cards if card.subject)
    return tuple(name for name, count in counted.items() if count >= FEWEST_IN_GROUP)


def _navigation(library: Library, topic: str, subject: str, screen: int, entries: int) -> list[Button]:
    wording = library.wording
    here = f"{topic}/{subject}" if subject else topic
    buttons = []
    if entries > screen * PER_SCREEN:
        buttons.append(Button(wording["button_next"], "topic", f"{here}/{screen + 1}"))
    if screen > 1:
        back = Button(wording["button_back"], "topic", f"{here}/{screen - 1}" if screen > 2 else here)
    elif subject:
        back = Button(wording["button_back"], "topic", topic)
    else:
        back = Button(wording["button_back"], "page", "topics")
    return [*buttons, back, Button(wording["button_home"], "page", "start")]


def _title(library: Library, topic: str, subject: str) -> str:
    return _name(library, subject) if subject else topic_title(library, topic)


def _name(library: Library, name: str) -> str:
    return library.wording.get(f"subject_{name}") or name.replace("_", " ").capitalize()
