"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried. A half is taken for what it means within the message ("late
chunking": Günther et al. 2024) and for what it would mean alone; the second one also for what it would mean after the
title of the first one's card, as a follow-up is. Whether the halves are two questions is then a matter of weights: of
how they are worded (`splitting.py`), of how sure each half is of its card and how far from the other's, of whether the
cards come up for the whole message as well, and of whether a part sounds like what people only tell (`_told.yaml`).

The weights are those of a logistic regression fitted to 901 messages with two questions and 3,200 others, 612 of which
were written to mislead it, and, at 0.4 of the weight, to 469 of three public sets. Four fifths of them choose as well
for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.matching.asides import Told
from bot.core.matching.calibration import chance_of, log_odds
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.scores import Row, mixed
from bot.core.matching.splitting import Split, Splitter
from bot.core.matching.titles import Titles

HOPELESS = 0.02
"""Chance of two questions, given what the halves mean within the message, below which they are not read alone as well,
which takes some milliseconds."""
WORDED = 1.0
"""How much the halves must be worded like two questions to be read alone whatever they mean within the message: there
the louder one may drown the other ("can I drive, and can I donate blood")."""
SAME = 0.6
"""How far all other cards must be behind for both halves to ask for the same card ("what is ESR? and CRP?"). Of 591
messages that ask for two cards as many get both with 0.6 as with 0.7."""
LONG = 9
"""Words of a half from which it means alone, and after a title, what it means within the message: it need not be read
again."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""

LEFT_WITHIN = 0.3
"""Share of what a first half means within the message beside what it means alone."""
RIGHT_WITHIN, RIGHT_AFTER = 0.3, 0.4
"""The same for a second half; and the share of what it means after the title of the first half's card."""

LEFT_SURE, RIGHT_SURE = 0.76, 3.93
"""Weights of the score of each half's best card."""
LEFT_AHEAD = 2.09
"""For how far the first half's best card is ahead of its next."""
RIGHT_CHANCE = -0.24
"""For the log odds that the second half's best card is right: beside the weight of its score they only say how long it
is."""
BEHIND = 5.5
"""For how far the second half's card is behind that half's best one, which the first half has already."""
LEFT_NEAR, RIGHT_NEAR, LEFT_FIRST = 1.71, 0.7, 0.41
"""Where the one or the other half's card comes up for the whole message; where the first one's is its first."""
LEFT_FAR, RIGHT_FAR = -1.4, -1.4
"""For how far each half's card is behind the first one of the whole message."""
LEFT_NAMES = 0.26
"""Where the first half names something."""
TOLD, MOST_TOLD = -0.19, 6.0
"""For the log odds that some part of the message only tells something, which count no further than this either way."""
ONLY_TOLD = -0.8
"""For each card about something that the message names only where it says that it is over, known or not so."""
SMALL_TALK = -1.04
"""Where one half is only a thank-you or the like."""
CONSTANT = -7.96


@dataclass(frozen=True, slots=True)
class Pair:
    """The cards of the two halves of a message, and the chance, 0 to 1, that it asks for both."""

    cards: tuple[str, str]
    chance: float
    ours: float
    """Chance, 0 to 1, that the half that is less so is this content's business."""
    halves: tuple[str, str]
    """As they were said."""


@dataclass(frozen=True, slots=True)
class _Halves:
    """Two halves of a message, how they are read, and what they mean within it."""

    split: Split
    left: Reading
    right: Reading
    left_within: Row
    right_within: Row


class TwoQuestions:
    """Takes messages apart."""

    def __init__(self, judge: Judge, titles: Titles) -> None:
        self._judge = judge
        self._titles = titles
        self._splitter = Splitter(judge.preparation.courtesies)

    def pair(self, said: str, whole: Evidence) -> Pair | None:
        """The best pair of cards of a message, or None where it cannot be taken apart into two."""
        found = self._halves(said, whole)
        if not found:
            return None
        told = Told(said, lambda clause: self._judge.preparation.read(clause).names)
        pairs = ((halves, self._within(halves, whole, told)) for halves in found)
        likely = ((halves, pair.chance) for halves, pair in pairs if pair is not None)
        halves, chance = max(likely, key=lambda each: each[1], default=(None, 0.0))
        if halves is None or (chance < HOPELESS and halves.split.worded < WORDED):
            return None
        return self._read_alone(halves, whole, told)

    def _halves(self, said: str, whole: Evidence) -> list[_Halves]:
        read = self._judge.preparation.read
        found = [(split, read(split.left), read(split.right)) for split in self._splitter.splits(said)]
        found = [(split, left, right) for split, left, right in found if left.words and right.words]
        halves = [half for _, left, right in found for half in (left, right)]
        rows = iter(self._judge.rows(halves, whole.reading.words))
        return [
            _Halves(*each, *within) for each, within in zip(found, zip(rows, rows, strict=True), strict=True)
        ]

    def _within(self, halves: _Halves, whole: Evidence, told: Told) -> Pair | None:
        left = self._judge.weighed(halves.left, halves.left_within)
        right = self._judge.weighed(halves.right, halves.right_within)
        return self._pair(halves, left, right, whole, told)

    def _read_alone(self, halves: _Halves, whole: Evidence, told: Told) -> Pair | None:
        alone = self._alone(halves.left, halves.left_within)
        row = mixed((alone, 1 - LEFT_WITHIN), (halves.left_within, LEFT_WITHIN))
        left = self._judge.weighed(halves.left, row)
        alone = self._alone(halves.right, halves.right_within)
        after = alone
        if len(halves.right.words) < LONG:
            (after,) = self._judge.rows([self._titles.beside(left.cards[0], halves.right)])
        row = mixed(
            (alone, 1 - RIGHT_WITHIN - RIGHT_AFTER), (halves.right_within, RIGHT_WITHIN), (after, RIGHT_AFTER)
        )
        right = self._judge.weighed(halves.right, row)
        if right.cards[0] == left.cards[0] and right.scores[0] - right.scores[1] >= SAME:
            return None
        return self._pair(halves, left, right, whole, told)

    def _alone(self, half: Reading, within: Row) -> Row:
        return within if len(half.words) >= LONG else self._judge.rows([half])[0]

    def _pair(
        self, halves: _Halves, left: Evidence, right: Evidence, whole: Evidence, told: Told
    ) -> Pair | None:
        first = left.cards[0]
        others = (
            (card, score) for card, score in zip(right.cards, right.scores, strict=True) if card != first
        )
        second, score = next(others, (first, 0.0))
        small_talk = self._judge.is_small_talk(first) != self._judge.is_small_talk(second)
        if second == first or (small_talk and not halves.split.both_ask):
            return None
        odds = (
            CONSTANT
            + halves.split.worded
            + LEFT_SURE * left.scores[0]
            + LEFT_AHEAD * (left.scores[0] - left.scores[1])
            + RIGHT_SURE * right.scores[0]
            + RIGHT_CHANCE * float(log_odds(right.chance, least=1e-3))
            + BEHIND * (score - right.scores[0])
            + LEFT_NEAR * (first in whole.cards[:NEAR])
            + RIGHT_NEAR * (second in whole.cards[:NEAR])
            + LEFT_FIRST * (first == whole.cards[0])
            + LEFT_FAR * (whole.scores[0] - whole.score(first))
            + RIGHT_FAR * (whole.scores[0] - whole.score(second))
            + LEFT_NAMES * bool(halves.left.names)
            + TOLD * max(-MOST_TOLD, min(MOST_TOLD, whole.told))
            + ONLY_TOLD * sum(told.only(self._judge.agreement.about[card]) for card in (first, second))
            + SMALL_TALK * small_talk
        )
        ours = min(left.ours, right.ours)
        split = halves.split
        return Pair((first, second), chance_of(odds), ours, (split.left, split.right))
