"""Messages that lean on the last turn: "and steroids?", "what about side effects", "is it safe when pregnant".

Such a message is read in several ways at once: as it stands, beside the title of the card just shown (about the new
name, where the message names one), and beside the name that the last turn was about. The scores are mixed, and the
card just shown and its neighbours are lifted; all the more, the likelier it is that the message leans on them at
all. What people say after a card (`_follow_ups/`) is learned beside its title, so that the second way is known.

The weights were fitted and rounded: a logistic regression for how likely a message leans, to 990 second turns
that do and 1,140 that do not; a conditional logit (McFadden 1974) for how the ways are mixed, to 948 others. Fitted to
four fifths of them, they choose as well for the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.library import Library
from bot.core.matching.calibration import chance_of
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.preparation import POINTING, said_new
from bot.core.matching.swaps import Swap, Swaps
from bot.core.matching.titles import Titles
from bot.core.matching.words import tokens
from bot.core.model import Card, Context
from bot.core.normalise import normalise

LEAST = 0.3
"""How much a message must lean, 0 to 1, to be read in the light of the last turn: below, that would change little."""
GOES_ON, POINTS_BACK, CORRECTS, NAMED, OURS, LENGTH, GAP, CONSTANT = 3.2, 1.9, 1.4, -1.0, -2.2, -2.9, 3.2, 6.6
"""Weights of the log odds that it leans: that it goes on from something, points back, corrects, names something of
its own, names the subject of the whole content; the logarithm of its words; and how much better than all cards
that are near the last one another card fits."""
BARE = 6
"""Words up to which a message that names an aspect is about nothing else ("what are the side effects")."""
SHORT = 6
"""Words up to which a word such as "too" at the end goes on from something ("kids as well?")."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What something weighs in a message that leans, and how much more where the message goes on to something else or
    corrects the last one."""

    always: float
    goes_on: float
    corrects: float

    def of(self, goes_on: bool, corrects: bool) -> float:
        """The weight for one message."""
        return self.always + self.goes_on * goes_on + self.corrects * corrects


TITLE, NAME = Weight(0.64, -0.06, 0.2), Weight(0.42, -0.42, -0.3)
"""Shares of the other ways to read the message."""
SHOWN, RELATED, RELATED_BACK, SAME_TOPIC = (
    Weight(0.06, -0.12, -0.62),
    Weight(0.15, -0.09, -0.09),
    Weight(0.03, 0.04, -0.13),
    Weight(0.06, 0.07, 0.0),
)
"""Added to the scores of the card just shown, of those it is related to, of those related to it, and of its topic."""
ADDED = 0.9
"""Added to the score of the card just shown where the message only adds a fact."""
CARRIED, CARRIED_SHOWN = 0.2, -0.2
"""Added to the scores of the cards about a treatment that is carried on, and of the one of them just shown."""
SWAPPED = Weight(0.8, 0.0, 0.0)
"""Share of the title where a message only names another thing of the same kind ("and steroids?"): it says nothing else,
and so it asks the same about that."""

_GOES_ON = re.compile(
    r"^(?:(?:ok(?:ay)?|so|yes|right|oh|ah|thanks|ta|great|cool),? )*(?:what about|how about|wot about|what if|what of|"
    r"same (?:for|with)|and|n|but|also|or|then)\b"
)
_TOO = re.compile(r"\b(?:as well|aswell|too|either|then|same)\W*$")
_CORRECTS = re.compile(
    r"\b(?:i mean|i meant|meant|sorry,? (?:i|its|it is|it was|wrong|no)|wrong (?:one|word|thing|way)|"
    r"no,? (?:i|not|the|its)|not .{3,30}(?:,|\.|\b(?:but|i|its|the)\b)|autocorrect\w*|typo|oops|"
    r"should (?:of|have) (?:put|said)|ignore that|instead)\b"
)
_ADDS = re.compile(
    r"^(?:but )?even (?:with|if|on|when)\b|^(?:only|just)(?: [\w',]+){1,5}\W*$|\b(?:tho|though|btw|by the way)\W*$|"
    r"\b(?:they|he|she|doctor|gp) (?:said|says|say|told me) (?:i|im|ive)\b|\bshould (?:of|have) said\b|"
    r"\bforgot to say\b|\bwhy i(?:m| am) asking\b|\bif that (?:changes|makes|helps|matters)\b|"
    r"^(?:(?:and|but|if|when|while) )*(?:i'?m |i am )?(?:on|taking)(?: [\w',]+){1,3}\W*$"
)
"""Worded as a fact that was left out: the question is still the last one."""
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
    share: float
    """How much it leans, 0 to 1."""
    visible: bool
    """Whether its wording shows it: it goes on, points back, corrects, or is a bare aspect."""


class FollowUps:
    """Reads a message in the light of the last turn."""

    def __init__(self, library: Library, judge: Judge, titles: Titles) -> None:
        self._library = library
        self._judge = judge
        self._titles = titles
        self._swaps = Swaps(library, judge.agreement, titles)
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
        goes_on = _goes_on(said)
        pointing = not POINTING.isdisjoint(tokens(_GOES_ON.sub("", said)))
        bare = self._is_bare(alone.reading)
        corrects = bool(_CORRECTS.search(said))
        moves = (goes_on, corrects)
        near = self._near(shown)
        swap = self._swaps.swap(alone.reading, context.names, shown[0].id) if shown else None
        adds = swap is None and bool(_ADDS.search(said))
        share = 1.0 if swap else self._share(said, alone, near, (goes_on, pointing, corrects))
        if share < LEAST and not adds:
            return None
        ways = list(self._other_ways(alone.reading, context, shown, swap))
        rows = self._judge.rows([reading for reading, _ in ways])
        beside = [(row, share * weight.of(*moves)) for row, (_, weight) in zip(rows, ways, strict=True)]
        lift = np.zeros(len(self._judge.cards), dtype=np.float32)
        moved = (False, False) if swap is Swap.SAME else moves
        for weight, cards in zip((SHOWN, RELATED, RELATED_BACK, SAME_TOPIC), near, strict=True):
            lift += np.float32(share * weight.of(*moved)) * cards
        if adds:
            lift += np.float32(ADDED) * near[0]
        treatment = self._swaps.carried(alone.reading, context.names, shown[0].id) if shown else ""
        if treatment:
            lift += np.float32(CARRIED) * self._judge.agreement.cards_about(treatment)
            lift += np.float32(CARRIED_SHOWN) * near[0]
        return Leaning(
            self._judge.evidence(said, beside=beside, lift=lift),
            share,
            swap is not None or any((*moves, pointing, bare, adds)),
        )

    def _share(self, said: str, alone: Evidence, near: Floats, signs: Sequence[bool]) -> float:
        """How much the message leans, 0 to 1."""
        cards = {self._judge.cards[at] for at in np.flatnonzero(near.any(0))}
        fits = (score for card, score in zip(alone.cards, alone.scores, strict=True) if card in cards)
        gap = next(fits, alone.scores[-1]) - alone.scores[0]
        own = (bool(self._judge.agreement.named(alone.reading)), alone.reading.ours)
        weighed = zip((GOES_ON, POINTS_BACK, CORRECTS, NAMED, OURS), (*signs, *own), strict=True)
        odds = CONSTANT + sum(weight * sign for weight, sign in weighed)
        odds += LENGTH * math.log(max(1, len(tokens(said)))) + GAP * gap
        # The root, since reading a message that leans as if it did not costs more than the other way round.
        return math.sqrt(chance_of(odds))

    def _other_ways(
        self, reading: Reading, context: Context, shown: list[Card], swap: Swap | None
    ) -> Iterator[tuple[Reading, Weight]]:
        """Other ways to read the message, with what they weigh."""
        if swap is not None:
            same = swap is Swap.SAME
            title = self._titles.of(shown[0].id) if same else self._titles.beside(shown[0].id, reading)
            yield title, SWAPPED
            return
        if shown:
            yield self._titles.beside(shown[0].id, reading), TITLE
        for name in [name for name in context.names if name not in self._judge.agreement.common][:1]:
            words = (*name.replace("_", " ").split(), *said_new(reading.words))
            yield self._judge.preparation.read_words(words), NAME

    def _is_bare(self, reading: Reading) -> bool:
        """Whether a message only names an aspect: no words remain but those that hold a sentence together."""
        held = _HOLDING | self._aspect_words
        short = bool(reading.aspects) and len(reading.words) <= BARE
        return short and not reading.names and all(word in held for word in reading.words)

    def _near(self, shown: list[Card]) -> Floats:
        """Which cards are shown, related to those, have those related to them, and are of their topic: ones and zeros,
        shape (4, cards)."""
        topics = {card.topic for card in shown}
        related = {card for other in shown for card in other.related}
        ids = {card.id for card in shown}
        cards = [self._library.cards[card] for card in self._judge.cards]
        return np.array(
            [
                [card.id in ids for card in cards],
                [card.id in related for card in cards],
                [not ids.isdisjoint(card.related) for card in cards],
                [card.topic in topics for card in cards],
            ],
            dtype=np.float32,
        )


def _goes_on(said: str) -> bool:
    """Whether a message is worded as if something had been said before it."""
    return bool(_GOES_ON.match(said)) or (len(tokens(said)) <= SHORT and bool(_TOO.search(said)))
