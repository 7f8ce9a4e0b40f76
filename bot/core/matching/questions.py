"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried. A half is taken for what it means within the message ("late
chunking": Günther et al. 2024) and for what it would mean alone; the second one also for what it would mean after the
title of the first one's card, as a follow-up is. Whether the halves are two questions is then a matter of weights: of
how they are worded, of how sure each half is of its card and how far from the other's, of whether the cards come up
for the whole message as well, and of whether a half sounds like what people only tell (`_told.yaml`).

The weights are those of a logistic regression fitted to 813 messages with two questions and 1,136 others that may be
taken apart, 390 of which tell something that a card would answer, and, at a third of the weight, to 174 of three public
sets. Four fifths of them choose as well for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.matching.calibration import chance_of, log_odds
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.scores import Row, mixed
from bot.core.matching.splitting import Split, Splitter
from bot.core.matching.titles import Titles

HOPELESS = 0.05
"""Chance of two questions, given what the halves mean within the message, below which they are not read alone as well,
which takes some milliseconds."""
SAME = 0.6
"""How far all other cards must be behind for both halves to ask for the same card ("what is ESR? and CRP?"). Of 591
messages that ask for two cards as many get both with 0.6 as with 0.7."""
WORDED = 1.0
"""How much the halves must be worded like two questions to be read alone whatever they mean within the message: there
the louder one may drown the other ("can I drive, and can I donate blood")."""
LONG = 9
"""Words of a half from which it means alone, and after a title, what it means within the message: it need not be read
again."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""

LEFT_WITHIN = 0.3
"""Share of what a first half means within the message beside what it means alone."""
RIGHT_WITHIN, RIGHT_AFTER = 0.3, 0.4
"""The same for a second half; and the share of what it means after the title of the first half's card."""

LEFT, RIGHT, WHOLE = -0.2, -0.35, -0.35
"""Weights of the log odds that the first half's, the second half's and the whole message's best card is right: beside
the weights below they only say how long a half's words are."""
LEFT_AHEAD, RIGHT_AHEAD, RIGHT_SURE = 1.6, 1.25, 0.75
"""For how far each half's best card is ahead of its next, and for the score of the second one's."""
LEFT_APART, RIGHT_APART = 2.2, 1.25
"""For how far the other half's card is behind in each half: "what is wrong with the rate? it should be more cash" means
one thing, and its first half alone may be either."""
BEHIND = 5.0
"""For how far the second half's card is behind that half's best one, which the first half has already."""
LEFT_NEAR, LEFT_FIRST, RIGHT_FIRST, RIGHT_FAR = 1.3, 0.6, 0.5, -0.7
"""Where the first half's card comes up for the whole message; where the one or the other is its first; for how far
the second half's is behind that."""
LEFT_TOLD, RIGHT_TOLD, MOST_TOLD = -0.2, -0.16, 6.0
"""For the log odds that a half only tells something, which count no further than this either way."""
TELLS = 3
"""Words from which a half may tell something: of "kidneys and lungs" the last word alone does not."""
CONSTANT = -5.4


@dataclass(frozen=True, slots=True)
class Pair:
    """The cards of the two halves of a message, and the chance, 0 to 1, that it asks for both."""

    cards: tuple[str, str]
    chance: float
    ours: float
    """Chance, 0 to 1, that the half that is less so is this content's business."""
    halves: tuple[str, str]
    """As they were said."""
    told: float
    """The log odds that the half that sounds more like it only tells something."""


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
        pairs = ((halves, self._within(halves, whole)) for halves in self._halves(said, whole))
        likely = ((halves, pair.chance) for halves, pair in pairs if pair is not None)
        halves, chance = max(likely, key=lambda each: each[1], default=(None, 0.0))
        if halves is None or (chance < HOPELESS and halves.split.worded < WORDED):
            return None
        return self._read_alone(halves, whole)

    def _halves(self, said: str, whole: Evidence) -> list[_Halves]:
        read = self._judge.preparation.read
        found = [(split, read(split.left), read(split.right)) for split in self._splitter.splits(said)]
        found = [(split, left, right) for split, left, right in found if left.words and right.words]
        halves = [half for _, left, right in found for half in (left, right)]
        rows = iter(self._judge.rows(halves, whole.reading.words))
        return [
            _Halves(*each, *within) for each, within in zip(found, zip(rows, rows, strict=True), strict=True)
        ]

    def _within(self, halves: _Halves, whole: Evidence) -> Pair | None:
        left = self._judge.weighed(halves.left, halves.left_within)
        right = self._judge.weighed(halves.right, halves.right_within)
        return self._pair(halves, left, right, whole)

    def _read_alone(self, halves: _Halves, whole: Evidence) -> Pair | None:
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
        return self._pair(halves, left, right, whole)

    def _alone(self, half: Reading, within: Row) -> Row:
        return within if len(half.words) >= LONG else self._judge.rows([half])[0]

    def _pair(self, halves: _Halves, left: Evidence, right: Evidence, whole: Evidence) -> Pair | None:
        first = left.cards[0]
        others = (
            (card, score) for card, score in zip(right.cards, right.scores, strict=True) if card != first
        )
        second, score = next(others, (first, 0.0))
        one_is_small_talk = self._judge.is_small_talk(first) != self._judge.is_small_talk(second)
        if second == first or (one_is_small_talk and not halves.split.both_ask):
            return None
        odds = (
            CONSTANT
            + halves.split.worded
            + LEFT * _odds(left.chance)
            + RIGHT * _odds(right.chance)
            + WHOLE * _odds(whole.chance)
            + LEFT_AHEAD * (left.scores[0] - left.scores[1])
            + RIGHT_AHEAD * (right.scores[0] - right.scores[1])
            + RIGHT_SURE * right.scores[0]
            + LEFT_APART * (left.scores[0] - left.score(second))
            + RIGHT_APART * (score - right.score(first))
            + BEHIND * (score - right.scores[0])
            + LEFT_NEAR * (first in whole.cards[:NEAR])
            + LEFT_FIRST * (first == whole.cards[0])
            + RIGHT_FIRST * (second == whole.cards[0])
            + RIGHT_FAR * (whole.scores[0] - whole.score(second))
            + LEFT_TOLD * max(-MOST_TOLD, min(MOST_TOLD, left.told))
            + RIGHT_TOLD * max(-MOST_TOLD, min(MOST_TOLD, right.told))
        )
        ours = min(left.ours, right.ours)
        split = halves.split
        told = max(half.told if len(half.reading.words) >= TELLS else -MOST_TOLD for half in (left, right))
        return Pair((first, second), chance_of(odds), ours, (split.left, split.right), told)


def _odds(chance: float) -> float:
    return float(log_odds(chance, least=1e-3))
