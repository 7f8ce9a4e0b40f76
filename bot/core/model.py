"""The nouns that all rooms share: the content as loaded, a message as understood, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Level = Literal["emergency", "urgent"]
DecisionKind = Literal["answer", "clarify", "fallback", "out_of_scope"]

_EMPTY: Mapping[str, str] = MappingProxyType({})


# ── The content ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from. `read` is the month (YYYY-MM) in which a copy of the page was read;
    `checked` is the day on which a person opened the live page, if anybody has."""

    title: str
    publisher: str
    url: str = ""
    read: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Who stands behind a card. `approved` needs `by` and `on`."""

    status: Literal["draft", "approved"] = "draft"
    due: date | None = None
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NotThis:
    """A message that sounds like a card's question but belongs to another card."""

    ask: str
    card: str


@dataclass(frozen=True, slots=True)
class Card:
    """One answer and the ways in which people ask for it."""

    id: str
    title: str
    utterances: tuple[str, ...]
    answer: str
    more: str = ""
    get_help: str = ""
    not_this: tuple[NotThis, ...] = ()
    related: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    review: Review = Review()
    sensitive: bool = False
    subject: str = ""
    """The vocabulary name that the card is about, such as `hydroxychloroquine`."""
    aspect: str = ""
    """What the card says about its subject: a vocabulary aspect, such as `side_effects`."""
    file: str = ""
    """The file that it was read from, for messages to its authors."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, hash=False)
    """Line of each key, and of each utterance by its text, for messages to its authors."""

    @property
    def topic(self) -> str:
        """The folder that the card lives in."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the id after the topic."""
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Fact:
    """One numbered statement that answers rest on."""

    id: str
    text: str
    publisher: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The fixed text for one red flag."""

    id: str
    level: Level
    title: str
    text: str
    facts: tuple[str, ...] = ()
    elsewhere: str = ""
    """The text outside the UK, where 999 and 111 do not answer."""


# ── What was said, and what was decided ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation so far lends to the next message: ids and vocabulary names, never text."""

    cards: tuple[str, ...] = ()
    """Cards shown in the last turn, first shown first."""
    names: tuple[str, ...] = ()
    """Vocabulary names that the last turns were about, newest first."""
    suggestions: tuple[str, ...] = ()
    """Cards offered in the last turn."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for a match, in words that a volunteer understands, and its share of the score."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Match:
    """A card and how well it fits. `confidence` is the calibrated chance, 0 to 1, that it is right."""

    card: str
    confidence: float
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message that is not an emergency.

    `answers` are shown (one or two cards); `suggestions` are offered, best first, instead of an answer or under it;
    `confidence` is the chance that the first of them is right, 0.0 where there is none.
    """

    kind: DecisionKind
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    """Why, in a few words for `--explain` and for choosing the wording: see `bot.core.deciding`."""
    language: str = ""
    """ISO 639-1 code where the message is in another language, else empty."""
    names: tuple[str, ...] = ()
    """Vocabulary names understood in the message or carried over, for the next turn's context."""
    ranked: tuple[Match, ...] = ()
    """The best matches, for `--explain`."""
    understood: str = ""
    """The message as normalised and repaired, for `--explain` only; never stored, never logged."""
