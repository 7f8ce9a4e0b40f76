"""Messages that lean on the last turn: "and steroids?", "what about side effects", "is it safe when pregnant".

Such a message is read in several ways at once: as it stands, beside the title of the card just shown, beside
the name that the last turn was about, and as the last question asked about a new name. The scores are mixed,
and the card just shown and its neighbours are lifted; all the more, the likelier it is that the message leans
on them at all.

The weights were fitted and rounded: a logistic regression for how likely a message leans, to 320 second turns
that do and 750 that do not; a conditional logit (McFadden 1974) for how the ways are mixed. Fitted to four
fifths of them, they choose as well for the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.library import Library
from bot.core.matching.calibration import chance_of
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading, Words
from bot.core.matching.words import tokens
from bot.core.model import Card, Context
from bot.core.normalise import normalise

LEAST = 0.3
"""How much a message must lean, 0 to 1, to be read in the light of the last turn: below, that would change little."""
OPENED, POINTING, BARE_ASPECT, NAMED, OURS, LENGTH, GAP, CONSTANT = 3.2, 1.1, 1.2, -1.5, -1.6, -2.5, 2.4, 5.9
"""Weights of the log odds that it leans: that it opens like a follow-up, points back, is a bare aspect, names
something of its own, names the subject of the whole content; the logarithm of its words; and how much better
than all cards that are near the last one another card fits."""
BARE = 6
"""Words up to which a message that names an aspect is about nothing else ("what are the side effects")."""
TITLE, NAME, SAME_QUESTION = 0.21, 0.20, 0.19
"""Shares of the other ways to read the message."""
ONLY_NAME = 0.8
"""Share of the last question, where the message is an opening and a name ("and plaquenil?") …"""
BARE_NAME = 3
"""… with at most so many words, the opening among them, outside the name."""
SHOWN, RELATED, RELATED_BACK, SAME_TOPIC = 0.18, 0.14, 0.08, 0.08
"""Added to the scores of the card just shown, unless the message opens like one that goes on to something else;
of those it is related to, of those related to it, and of its topic."""

_OPENER = re.compile(
    r"^(?:ok(?:ay)?,? |so |yes,? |right,? |oh,? )*(?:and what about|and if|and for|and with|and how about|what about|"
    r"how about|what if|same for|what of|and|but|also|or|then)\b"
)
_POINTING = frozenset(
    "it its that thats this they theyre them these those there then one ones him her".split()
)
_HOLDING = frozenset(
    "a an the what whats are is am do does did i me my we you your any of for to on in with at and about there how can "
    "could should will would get have be so or if when as some please tell".split()
)
"""Words that hold a sentence together and say nothing of their own."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Leaning:
    """A message read in the light of the last turn."""

    evidence: Evidence
    visible: bool
    """Whether its wording shows it: it opens like a follow-up, points back, or is a bare aspect."""


class FollowUps:
    """Reads a message in the light of the last turn."""

    def __init__(self, library: Library, judge: Judge) -> None:
        self._library = library
        self._judge = judge
        self._aspect_words = frozenset(
            word
            for aspect in library.vocabulary.aspects
            for phrase in aspect.words
            for word in tokens(normalise(phrase))
        )

    def leaning(self, said: str, context: Context, alone: Evidence) -> Leaning | None:
        """The message beside what the last turn was about; None where there is nothing to lean on, or it does not.
        `alone` is the message as it stands."""
        cards = context.cards or context.suggestions[:1]
        shown = [self._library.cards[card] for card in cards if card in self._library.cards]
        if not shown and not context.names:
            return None
        opened = bool(_OPENER.match(said))
        pointing = not _POINTING.isdisjoint(tokens(_OPENER.sub("", said)))
        bare = self._is_bare(alone.reading)
        nearness = self._nearness(shown, opened)
        share = self._share(said, alone, nearness, (opened, pointing, bare))
        if share < LEAST:
            return None
        bare_name = opened and len(alone.reading.rest) <= BARE_NAME
        ways = self._other_ways(alone.reading, context, shown, ONLY_NAME if bare_name else SAME_QUESTION)
        ways = [(reading, share * of) for reading, of in ways]
        evidence = self._judge.evidence(said, beside=ways, lift=np.float32(share) * nearness)
        return Leaning(evidence, opened or pointing or bare)

    def _share(self, said: str, alone: Evidence, nearness: Floats, signs: Sequence[bool]) -> float:
        """How much the message leans, 0 to 1."""
        near = {card for card, lift in zip(self._judge.cards, nearness, strict=True) if lift > 0}
        fits = (score for card, score in zip(alone.cards, alone.scores, strict=True) if card in near)
        gap = next(fits, alone.scores[-1]) - alone.scores[0]
        own = (bool(self._judge.agreement.named(alone.reading)), alone.reading.ours)
        weighed = zip((OPENED, POINTING, BARE_ASPECT, NAMED, OURS), (*signs, *own), strict=True)
        odds = CONSTANT + sum(weight * sign for weight, sign in weighed)
        odds += LENGTH * math.log(max(1, len(tokens(said)))) + GAP * gap
        # The root, since reading a message that leans as if it did not costs more than the other way round.
        return math.sqrt(chance_of(odds))

    def _other_ways(
        self, reading: Reading, context: Context, shown: list[Card], same_question: float
    ) -> list[tuple[Reading, float]]:
        """Other ways to read the message, with their shares."""
        read = self._judge.preparation.read_words
        words = tuple(word for word in reading.words if word not in _POINTING)
        ways = []
        if shown:
            ways.append((read((*tokens(normalise(shown[0].title)), *words)), TITLE))
        name = next((name for name in context.names if name not in self._judge.agreement.common), "")
        if name:
            ways.append((read((*name.replace("_", " ").split(), *words)), NAME))
        if shown and self._judge.agreement.named(reading):
            ways.append((read(self._same_question(reading, shown[0])), same_question))
        return ways

    def _is_bare(self, reading: Reading) -> bool:
        """Whether a message only names an aspect: no words remain but those that hold a sentence together."""
        held = _HOLDING | self._aspect_words
        short = bool(reading.aspects) and len(reading.words) <= BARE
        return short and not reading.names and all(word in held for word in reading.words)

    def _nearness(self, shown: list[Card], opened: bool) -> Floats:
        """What a message that leans with all its weight adds to the score of each card."""
        lift = np.zeros(len(self._judge.cards), dtype=np.float32)
        topics = {card.topic for card in shown}
        for at, card in enumerate(self._judge.cards):
            if any(card == other.id for other in shown) and not opened:
                lift[at] += SHOWN
            if any(card in other.related for other in shown):
                lift[at] += RELATED
            if any(other.id in self._library.cards[card].related for other in shown):
                lift[at] += RELATED_BACK
            if self._library.cards[card].topic in topics:
                lift[at] += SAME_TOPIC
        return lift

    def _same_question(self, reading: Reading, card: Card) -> Words:
        """The last question, asked about the new name."""
        asked: Words = self._judge.preparation.read(normalise(card.title)).words
        new = tuple(reading.names[0].replace("_", " ").split())
        text = f" {' '.join(asked)} "
        for name in sorted(self._judge.agreement.about.get(card.id, ()), key=len, reverse=True):
            text = text.replace(f" {name.replace('_', ' ')} ", f" {' '.join(new)} ")
        if f" {' '.join(new)} " not in text:
            text = f"{text} {' '.join(new)}"
        return tokens(text)
