"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried. A half is taken for what it means within the message ("late
chunking": Günther et al. 2024) and for what its question means alone, where a louder half does not drown it ("can I
drive, and can I donate blood"); the second one also for what it means after the title of the first one's card, as a
follow-up is. Whether the halves are two questions is then a matter of weights: of how they are worded (`splitting.py`),
of how sure each half is of its card and how far from the other's, of whether the cards come up for the whole message as
well, and of whether a half sounds like what people only tell (`_told.yaml`).

The weights are those of a logistic regression fitted to 2,500 messages with two questions and 7,200 others: 1,250 of
these tell one thing and ask about another, 1,200 sound like their opposite, and 2,400 are of three public sets. Of 20
other properties tried none helps.
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

HOPELESS, HOPELESS_APART = 0.3, 0.05
"""Chance of two questions, given what the halves mean within the message, below which they are not read alone as well,
which takes some milliseconds; and where both are worded as questions."""
READ = 2
"""Places of one message at which the halves are read alone, the likeliest first. Of 730 pairs of cards 622 are right at
the likeliest place, 651 at one of two and 659 at one of all."""
LIKELY = 0.6
"""How likely the second place must be, as a share of the first."""
SURE = 0.62
"""Chance of two questions at the first place from which the second is not looked at."""
SAME = 0.9
"""How far all other cards must be behind for both halves to ask for the same card ("what is ESR? and CRP?")."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""

WITHIN, AFTER = 0.5, 0.2
"""Share of what a half means within the message beside what its question means alone; and of what the second one means
after the title of the first one's card."""
LONG = 9
"""Words of the second question from which it hardly leans on the first, and is not read after that title."""

LEFT_SURE, RIGHT_SURE = 1.66, 2.95
"""Weights of the score of each half's best card."""
RIGHT_CHANCE = -0.43
"""For the log odds that the second half's best card is right: beside the weight of its score they only say how long it
is."""
BEHIND = 3.13
"""For how far the second half's card is behind that half's best one, which the first half has already."""
RIGHT_NEAR, LEFT_FIRST = 0.87, 0.5
"""Where the second half's card comes up for the whole message; where the first half's is its first."""
LEFT_FAR, RIGHT_FAR = -1.03, -0.8
"""For how far each half's card is behind the first one of the whole message."""
LEFT_TOLD, MOST_TOLD = -0.16, 6.0
"""For the log odds that the first half only tells something, which count no further than this either way."""
REMARKED = -0.43
"""For the log odds, where above zero, that a second half only tells something that is worded as a remark: "does it do
any good? all I hear is horror stories"."""
CONSTANT = -5.2


@dataclass(frozen=True, slots=True)
class Half:
    """Half a message, as it was said and as it is read."""

    said: str
    reading: Reading
    chance: float
    """Chance, 0 to 1, that its best card is right."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The cards of the two halves of a message, and the chance, 0 to 1, that it asks for both."""

    cards: tuple[str, str]
    chance: float
    ours: float
    """Chance, 0 to 1, that the half that is less so is this content's business."""
    halves: tuple[Half, Half]


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
        within = ((halves, self._within(halves, whole)) for halves in found)
        likely = sorted(((pair.chance, halves) for halves, pair in within if pair), key=lambda each: -each[0])
        best = None
        for chance, halves in likely[:READ]:
            least = HOPELESS_APART if halves.split.apart else HOPELESS
            if chance < max(least, LIKELY * likely[0][0]) or (best and best.chance >= SURE):
                continue
            pair = self._read_alone(halves, whole)
            if pair and (best is None or pair.chance > best.chance):
                best = pair
        return best

    def _halves(self, said: str, whole: Evidence) -> list[_Halves]:
        read = self._judge.preparation.read
        found = [(split, read(split.left), read(split.right)) for split in self._splitter.splits(said)]
        found = [(split, left, right) for split, left, right in found if left.words and right.words]
        halves = [half for _, left, right in found for half in (left, right)]
        rows = iter(self._judge.rows(halves, whole.reading.words))
        return [
            _Halves(*each, *within) for each, within in zip(found, zip(rows, rows, strict=True), strict=True)
        ]

    def _own(self, card: str, named: frozenset[str]) -> str:
        """A card, or the one about the only medicine that the message names: "pred … can I just stop them"."""
        return self._judge.agreement.own(card, *named) if len(named) == 1 else card

    def _within(self, halves: _Halves, whole: Evidence) -> Pair | None:
        left = self._judge.weighed(halves.left, halves.left_within)
        right = self._judge.weighed(halves.right, halves.right_within)
        return self._pair(halves, left, right, whole)

    def _read_alone(self, halves: _Halves, whole: Evidence) -> Pair | None:
        first, second = map(self._judge.preparation.read, halves.split.asked)
        (alone,) = self._judge.rows([first])
        row = mixed((alone, 1 - WITHIN), (halves.left_within, WITHIN))
        left = self._judge.weighed(halves.left, row)
        (alone,) = self._judge.rows([second])
        row = mixed((alone, 1 - WITHIN), (halves.right_within, WITHIN))
        if len(second.words) < LONG:
            (after,) = self._judge.rows([self._titles.beside(left.cards[0], second)])
            row = mixed((alone, 1 - WITHIN - AFTER), (halves.right_within, WITHIN), (after, AFTER))
        right = self._judge.weighed(halves.right, row)
        if right.cards[0] == left.cards[0] and right.scores[0] - right.scores[1] >= SAME:
            return None
        return self._pair(halves, left, right, whole)

    def _pair(self, halves: _Halves, left: Evidence, right: Evidence, whole: Evidence) -> Pair | None:
        named = frozenset(filter(self._judge.agreement.is_medicine, whole.reading.names))

        def fits(card: str) -> bool:
            # A half that names no medicine is about none that the other half does not name either.
            about = self._judge.agreement.medicines(card)
            return not named or not about or not named.isdisjoint(about)

        first = self._own(next(filter(fits, left.cards), left.cards[0]), named)
        others = (
            (own, score)
            for card, score in zip(right.cards, right.scores, strict=True)
            if fits(card) and (own := self._own(card, named)) != first
        )
        second, score = next(others, (first, 0.0))
        small_talk = self._judge.is_small_talk(first) != self._judge.is_small_talk(second)
        if second == first or (small_talk and not halves.split.apart):
            return None
        odds = (
            CONSTANT
            + halves.split.worded
            + LEFT_SURE * left.score(first)
            + RIGHT_SURE * right.scores[0]
            + RIGHT_CHANCE * float(log_odds(right.chance, least=1e-3))
            + BEHIND * (score - right.scores[0])
            + RIGHT_NEAR * (second in whole.cards[:NEAR])
            + LEFT_FIRST * (first == whole.cards[0])
            + LEFT_FAR * (whole.scores[0] - whole.score(first))
            + RIGHT_FAR * (whole.scores[0] - whole.score(second))
            + LEFT_TOLD * max(-MOST_TOLD, min(MOST_TOLD, left.told))
            + REMARKED * (halves.split.remarks and max(0.0, min(MOST_TOLD, right.told)))
        )
        ours = min(left.ours, right.ours)
        both = (
            Half(halves.split.left, halves.left, left.chance),
            Half(halves.split.right, halves.right, right.chance),
        )
        return Pair((first, second), chance_of(odds), ours, both)
