"""Messages that lean on the last turn: "and steroids?", "what about side effects", "is it safe when pregnant"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
BARE = 6
"""Words up to which a message that names an aspect is about nothing else ("what are the side effects")."""
SAME_TOPIC = 0.04
RELATED = 0.06
AGAIN = -2.0
"""Added to the scores of cards near the one just shown, where a message leans on it; and to that card itself, where the
message opens like one that goes on ("and …", "what about …")."""

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


@dataclass(frozen=True, slots=True)
class Leaning:
    """A message read in the light of the last turn."""

    evidence: Evidence
    how: Literal["clearly", "perhaps", "barely", "faintly"]
    """How its wording shows it: it points back or is a bare aspect; it opens like a follow-up; not at all;
    or it does, and the last turn has no name to lend, only the title of its card."""


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
        if reading.ours:
            return None
        carried = self._carried(context, of_any_kind=not reading.names or pointing)
        if reading.names and opened and not pointing and not carried:
            return None
        words = tuple(word for word in reading.words if word not in _POINTING)
        lean = self._judge.preparation.read_words(
            (*tokens(normalise(carried or self._title(context))), *words)
        )
        evidence = self._judge.evidence(said, lean, self._lift(context, opened))
        bare = bool(reading.aspects) and len(reading.words) <= BARE and not self._has_subject(reading)
        if not carried:
            return Leaning(evidence, "faintly") if opened or pointing or bare else None
        of_medicine = self._judge.preparation.lexicon.kinds.get(carried.replace(" ", "_")) == "medicine"
        clearly = pointing or (bare and of_medicine)
        return Leaning(evidence, "clearly" if clearly else "perhaps" if opened else "barely")

    def _has_subject(self, reading: Reading) -> bool:
        """Whether words remain that neither name an aspect nor hold a sentence together."""
        held = _HOLDING | self._aspect_words
        return bool(reading.names) or any(word not in held for word in reading.words)

    def _carried(self, context: Context, of_any_kind: bool) -> str:
        known = self._judge.preparation.lexicon.kinds
        for name in context.names:
            fits = name in known and (of_any_kind or known[name] == "medicine")
            if fits and name not in self._judge.agreement.common:
                return name.replace("_", " ")
        for card in context.cards if of_any_kind else ():
            about = sorted(self._judge.agreement.about.get(card, ()))
            if about:
                return about[0]
        return ""

    def _title(self, context: Context) -> str:
        """The title of the card shown last, for a message that leans on no name."""
        card = self._library.cards.get(context.cards[0]) if context.cards else None
        return card.title if card is not None else ""

    def _lift(self, context: Context, opened: bool) -> NDArray[np.float32]:
        lift = np.zeros(len(self._judge.cards), dtype=np.float32)
        shown = [self._library.cards[card] for card in context.cards if card in self._library.cards]
        topics = {other.topic for other in shown}
        for at, card in enumerate(self._judge.cards):
            if any(card in other.related for other in shown):
                lift[at] += RELATED
            if self._topics[at] in topics:
                lift[at] += SAME_TOPIC
            if opened and card in context.cards:
                lift[at] += AGAIN
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
        return Leaning(self._judge.evidence(text, lean), "clearly")
