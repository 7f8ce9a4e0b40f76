"""Messages that lean on the last turn: "and steroids?", "what about side effects", "is it safe when pregnant"."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.library import Library
from bot.core.matching.evidence import Evidence, Judge
from bot.core.matching.lexicon import Reading, Words
from bot.core.matching.words import tokens
from bot.core.model import Context
from bot.core.normalise import normalise

LONGEST = 16
"""Words above which a message stands alone."""
SAME_TOPIC = 0.04
RELATED = 0.06
"""Added to the scores of cards near the one just shown, where a message leans on it."""

_OPENER = re.compile(
    r"^(?:ok(?:ay)?,? |so |yes,? |right,? |oh,? )*(?:and what about|and if|and for|and with|and how about|what about|"
    r"how about|what if|same for|what of|and|but|also|or|then)\b"
)
_POINTING = frozenset(
    "it its that thats this they theyre them these those there then one ones him her".split()
)


@dataclass(frozen=True, slots=True)
class Leaning:
    """A message read in the light of the last turn."""

    evidence: Evidence
    clearly: bool
    """Whether its wording shows that it leans, so that it is preferred to the message alone."""


class FollowUps:
    """Reads a message in the light of the last turn."""

    def __init__(self, library: Library, judge: Judge) -> None:
        self._library = library
        self._judge = judge
        self._topics = [card.partition(".")[0] for card in judge.cards]

    def leaning(self, said: str, reading: Reading, context: Context) -> Leaning | None:
        """The message with the last turn's name or question added; None where it stands alone."""
        if not (context.cards or context.names) or len(reading.words) > LONGEST:
            return None
        opened = bool(_OPENER.match(said))
        rest = tokens(_OPENER.sub("", said))
        pointing = not _POINTING.isdisjoint(rest)
        named = self._judge.agreement.named(reading)
        if named:
            bare = opened and len(rest) <= len(" ".join(reading.names).split()) + 2
            return self._same_question(reading, context) if bare and context.cards else None
        if reading.ours or (reading.names and opened and not pointing):
            return None
        carried = self._carried(context) or self._title(context)
        words = tuple(word for word in reading.words if word not in _POINTING)
        lean = self._judge.preparation.read_words((*tokens(normalise(carried)), *words))
        evidence = self._judge.evidence(said, lean, self._lift(context))
        return Leaning(evidence, clearly=(opened or pointing) and bool(carried))

    def _carried(self, context: Context) -> str:
        known = self._judge.preparation.lexicon.kinds
        for name in context.names:
            if name in known and name not in self._judge.agreement.common:
                return name.replace("_", " ")
        for card in context.cards:
            about = sorted(self._judge.agreement.about.get(card, ()))
            if about:
                return about[0]
        return ""

    def _title(self, context: Context) -> str:
        """The title of the card shown last, for a message that leans on no name."""
        card = self._library.cards.get(context.cards[0]) if context.cards else None
        return card.title if card is not None else ""

    def _lift(self, context: Context) -> NDArray[np.float32]:
        lift = np.zeros(len(self._judge.cards), dtype=np.float32)
        shown = [self._library.cards[card] for card in context.cards if card in self._library.cards]
        topics = {other.topic for other in shown}
        for at, card in enumerate(self._judge.cards):
            if any(card in other.related for other in shown):
                lift[at] += RELATED
            if self._topics[at] in topics:
                lift[at] += SAME_TOPIC
        return lift

    def _same_question(self, reading: Reading, context: Context) -> Leaning | None:
        """The last question, asked about the new name."""
        card = self._library.cards.get(context.cards[0])
        if card is None:
            return None
        asked: Words = self._judge.preparation.read(normalise(card.title)).words
        new = tuple(reading.names[0].replace("_", " ").split())
        text = f" {' '.join(asked)} "
        for name in sorted(self._judge.agreement.about.get(card.id, ()), key=len, reverse=True):
            text = text.replace(f" {name.replace('_', ' ')} ", f" {' '.join(new)} ")
        if f" {' '.join(new)} " not in text:
            text = f"{text} {' '.join(new)}"
        lean = self._judge.preparation.read_words(tokens(text))
        return Leaning(self._judge.evidence(text, lean), clearly=True)
