"""The whole content of one folder, loaded and immutable: what a question is answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.model import Card, Fact
from bot.core.red_flags import RedFlags
from bot.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Messages of one kind that no card answers: the engine learns what to leave alone."""

    kind: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was said after a card was shown, and the card that answers it."""

    after: str
    card: str
    text: str


@dataclass(frozen=True, slots=True)
class Library:
    """One loaded content folder. Cards are in file order; `digest` is the hash of all that was read."""

    cards: Mapping[str, Card]
    wording: Mapping[str, str]
    red_flags: RedFlags
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    not_ours: tuple[NotOurs, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    in_danger: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What people say in danger, by red flag, and …"""
    calm: tuple[str, ...] = ()
    """… what sounds alarming and is not: the second look of triage learns from both."""
    told: tuple[str, ...] = ()
    """What people tell beside their question, and want no answer to."""
    digest: str = ""

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that have cards, in file order."""
        return tuple(dict.fromkeys(card.topic for card in self.cards.values()))

    def in_topic(self, topic: str) -> tuple[Card, ...]:
        """The cards of a topic, in file order."""
        return tuple(card for card in self.cards.values() if card.topic == topic)
