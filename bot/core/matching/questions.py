"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried. A half is taken for what it means within the message ("late
chunking": Günther et al. 2024) and for what it would mean alone; the second one also for what it would mean after the
title of the first one's card, as a follow-up is. Whether the halves are two questions is then a matter of weights: of
how sure each half is, of how they are worded, and of whether the cards come up for the whole message as well.

The weights are those of a logistic regression fitted to 730 messages with two questions and 3,500 others. Four fifths
of them choose as well for the rest: 84 of 100 messages with two questions understood, where halves read alone make 74.
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

MOST_READ = 2
"""Of the places where a message is taken apart, so many are read alone as well, which takes some milliseconds each."""
HOPELESS = 0.02
"""Chance of two questions below which halves are not read alone, given what they mean within the message."""
FAR_BEHIND = 0.3
"""The same as a share of the best place's chance."""
SHORT = 20
"""Words of a message above which only the best place is read alone."""
LONG = 12
"""Words of a half from which it means alone what it means within the message: it need not be read again."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""

LEFT_WITHIN = 0.3
"""Share of what a first half means within the message beside what it means alone."""
RIGHT_WITHIN, RIGHT_AFTER = 0.3, 0.4
"""The same for a second half; and the share of what it means after the title of the first half's card."""

LEFT, RIGHT, WHOLE = 0.44, 0.43, -0.33
"""Weights of the log odds that the first half's, the second half's and the whole message's best card is right."""
BEHIND = 5.7
"""For how far the second half's card is behind that half's best one, which the first half has already."""
LEFT_NEAR, RIGHT_NEAR, LEFT_FIRST, RIGHT_FIRST = 2.1, 1.45, 1.05, 0.65
"""Where the one or the other card comes up for the whole message; where it is its first."""
ONE_TOPIC = 0.65
"""Where both cards are of one topic, such as two symptoms."""
CONSTANT = -8.0


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
        self._has_topics = len({_topic(card) for card in judge.cards}) > 1

    def pair(self, said: str, whole: Evidence) -> Pair | None:
        """The best pair of cards of a message, or None where it cannot be taken apart into two."""
        pairs = ((halves, self._within(halves, whole)) for halves in self._halves(said, whole))
        likely = [(halves, pair.chance) for halves, pair in pairs if pair is not None]
        likely.sort(key=lambda each: -each[1])
        least = max((HOPELESS, *(FAR_BEHIND * chance for _, chance in likely[:1])))
        most = MOST_READ if len(whole.reading.words) <= SHORT else 1
        found = [self._read_alone(halves, whole) for halves, chance in likely[:most] if chance >= least]
        return max(filter(None, found), key=lambda pair: pair.chance, default=None)

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
        return self._pair(halves, left, self._judge.weighed(halves.right, halves.right_within), whole)

    def _read_alone(self, halves: _Halves, whole: Evidence) -> Pair | None:
        alone = self._alone(halves.left, halves.left_within)
        row = mixed((alone, 1 - LEFT_WITHIN), (halves.left_within, LEFT_WITHIN))
        left = self._judge.weighed(halves.left, row)
        alone = self._alone(halves.right, halves.right_within)
        (after,) = self._judge.rows([self._titles.beside(left.cards[0], halves.right)])
        row = mixed(
            (alone, 1 - RIGHT_WITHIN - RIGHT_AFTER), (halves.right_within, RIGHT_WITHIN), (after, RIGHT_AFTER)
        )
        return self._pair(halves, left, self._judge.weighed(halves.right, row), whole)

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
        near = whole.cards[:NEAR]
        odds = (
            CONSTANT
            + halves.split.worded
            + LEFT * _odds(left.chance)
            + RIGHT * _odds(right.chance)
            + WHOLE * _odds(whole.chance)
            + BEHIND * (score - right.scores[0])
            + LEFT_NEAR * (first in near)
            + RIGHT_NEAR * (second in near)
            + LEFT_FIRST * (first == whole.cards[0])
            + RIGHT_FIRST * (second == whole.cards[0])
            + ONE_TOPIC * self._of_one_topic(first, second)
        )
        ours = min(left.ours, right.ours)
        return Pair((first, second), chance_of(odds), ours, (halves.split.left, halves.split.right))

    def _of_one_topic(self, first: str, second: str) -> bool:
        return self._has_topics and _topic(first) == _topic(second)


def _topic(card: str) -> str:
    return card.partition(".")[0]


def _odds(chance: float) -> float:
    return float(log_odds(chance, least=1e-3))
