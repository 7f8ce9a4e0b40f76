"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried, and each half is scored as if it had been sent alone.
Whether the halves are two questions is then a matter of weights: of how sure each half is, of how they are
worded, and of whether the cards come up for the whole message as well. The weights are those of a logistic
regression fitted to 390 messages with two questions and 2,900 others; four fifths of them choose as well for
the rest.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from bot.core.matching.calibration import chance_of, log_odds
from bot.core.matching.contrast import NEGATIONS
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.segments import stripped
from bot.core.matching.words import tokens

LONGEST = 60
"""Words above which a message is one story, not two questions."""
FEWEST = 2
FEWEST_UNMARKED = 4
"""Words of a first half that nothing but the second one's question word ends: "which jabs | can i have" is one
question."""
MOST_SPLITS = 8
HOPELESS = -2.0
"""What the wording must add, beside what the whole message takes away, for two halves to be worth scoring."""
MOST_SCORED = 3
"""Of these, so many are scored, the ones worded most like two questions: each takes some milliseconds."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""
LEND = 7
"""Words up to which a part without a name is about the other part's."""
SURE = 0.75
"""Chance from which a half that points at nothing needs no name from the other."""

LEFT, RIGHT, WHOLE = 0.78, 0.49, -0.64
"""Weights of the log odds that the first half's, the second half's and the whole message's best card is right."""
BOTH_NEAR, LEFT_FIRST, RIGHT_FIRST = 1.62, 1.64, 2.0
"""Where both cards come up for the whole message; where the one or the other is its first."""
ONE_TOPIC = 0.93
"""Where both cards are of one topic, such as two symptoms."""
ASKED_LEFT, ASKED_RIGHT, ASKED_BOTH, MARKED = 1.1, 1.16, 1.0, 0.61
"""Where the half is worded as a question, or both are; where a question mark ends the first."""
RULED_OUT = -1.32
"""Where the first half asks nothing and says no to something ("I don't want to be signed off. Can I …")."""
STORY, DETAIL = -0.32, 0.62
"""For the logarithm of the words of the first half's last sentence, and of the second half's."""
JOINED = 0.87
"""Where a word such as "and" joins the halves, rather than a full stop or nothing."""
CONSTANT = -9.45

_ASK = "what|whats|how|why|who|where|when|which"
_SPLIT = re.compile(
    r"[?.!;\n]+\s*(?:and |also |plus |but |or )*|,\s*(?:and |or |plus |also )?|"
    r"\s(?P<joined>and also|and|or|plus|also|&|\+|n|an)\s|\s(?:and then|vs|versus|whether)\s|"
    rf"\s(?=(?:{_ASK})\s)|\s(?=(?:can|do|does|should|will|is|are|am)\s(?:i|it|u|you|they|we|there|lupus)\b)"
)
_SHARED = frozenset("it its they them this that these those one".split())
_ASKING = frozenset(
    "what whats how hows why which who whos where wheres can could should will would do does did is are am may has "
    "have any anyone".split()
)
_ASKED_EARLY = frozenset("what whats how hows why which can should does do".split())
_AUXILIARY = frozenset("do does did is are am can could should will would may might has was were".split())
_PERSONS = frozenset("i we you u he she it they".split())
"""Before "do" or "can" they make a statement: "I do not sleep"."""
_ENDS = re.compile(r"[.!?;\n]+")
_WHILE = frozenset("when if since while as because".split())
EARLY = 5
"""Words within which a question's own word stands ("hi all, can anyone tell me what …")."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The cards of the two halves of a message, and the chance, 0 to 1, that it asks for both."""

    cards: tuple[str, ...]
    chance: float
    right: str
    """The second half, as it was said."""
    right_chance: float
    """Chance that its card is right."""
    names: tuple[str, ...]
    """Vocabulary names in the first half."""


@dataclass(frozen=True, slots=True)
class _Split:
    """A place where a message can be taken apart."""

    left: str
    right: str
    joined: bool
    """Whether a word joins the halves."""
    marked: bool
    """Whether a question mark ends the first one."""


def two_questions(said: str, whole: Evidence, judge: Judge) -> Pair | None:
    """The best pair of cards of a message, or None where it cannot be taken apart into two."""
    if len(tokens(said)) > LONGEST:
        return None
    worded = [(_worded(split, judge), split) for split in _splits(said)]
    hopeful = [each for each in worded if each[0] >= HOPELESS - WHOLE * _odds(whole.chance)]
    likeliest = sorted(hopeful, key=lambda each: -each[0])[:MOST_SCORED]
    pairs = (_pair(split, odds, whole, judge) for odds, split in likeliest)
    return max(filter(None, pairs), key=lambda pair: pair.chance, default=None)


def _worded(split: _Split, judge: Judge) -> float:
    """What the wording of two halves adds to the log odds that they are two questions."""
    left, right = asking(split.left, judge), asking(split.right, judge)
    last = next(filter(tokens, reversed(_ENDS.split(split.left))), split.left)
    ruled_out = not (left or split.marked or NEGATIONS.isdisjoint(tokens(last)))
    return (
        ASKED_LEFT * left
        + ASKED_RIGHT * right
        + ASKED_BOTH * ((left or split.marked) and (right or "?" in split.right))
        + MARKED * split.marked
        + RULED_OUT * ruled_out
        + STORY * math.log(len(tokens(last)))
        + DETAIL * math.log(len(tokens(split.right)))
        + JOINED * split.joined
    )


def _pair(split: _Split, worded: float, whole: Evidence, judge: Judge) -> Pair | None:
    first, second = _half(split.left, whole, judge), _half(split.right, whole, judge)
    if second.cards[0] == first.cards[0]:
        # The name that was lent to the second part may say more than the part itself.
        second = judge.evidence(split.right, judge.preparation.read(split.right))
    cards = (first.cards[0], second.cards[0])
    if cards[0] == cards[1] or judge.is_small_talk(cards[0]) != judge.is_small_talk(cards[1]):
        return None
    odds = (
        CONSTANT
        + worded
        + LEFT * _odds(first.chance)
        + RIGHT * _odds(second.chance)
        + WHOLE * _odds(whole.chance)
        + BOTH_NEAR * (set(cards) <= set(whole.cards[:NEAR]))
        + LEFT_FIRST * (cards[0] == whole.cards[0])
        + RIGHT_FIRST * (cards[1] == whole.cards[0])
        + ONE_TOPIC * (cards[0].partition(".")[0] == cards[1].partition(".")[0])
    )
    return Pair(cards, chance_of(odds), split.right, second.chance, first.reading.names)


def _odds(chance: float) -> float:
    return float(log_odds(chance, least=1e-3))


def asking(text: str, judge: Judge) -> bool:
    """Whether a part of a message is worded as a question."""
    read = stripped(tokens(text), judge.preparation.courtesies)
    if not read:
        return False
    early = zip(read[:EARLY], ("", *read), strict=False)
    if read[0] not in _WHILE and any(
        word in _ASKED_EARLY and not (word in _AUXILIARY and before in _PERSONS) for word, before in early
    ):
        return True
    clauses = [tokens(clause) for clause in text.split(",")]
    return any(clause and _opens(clause) for clause in clauses)


def _opens(clause: tuple[str, ...]) -> bool:
    if clause[0] == "when":
        return len(clause) > 1 and clause[1] in _AUXILIARY
    return clause[0] in _ASKING


def _splits(said: str) -> list[_Split]:
    """The places where the message can be taken apart."""
    found = []
    for match in _SPLIT.finditer(said):
        left, right = said[: match.start()].strip(), said[match.end() :].strip()
        fewest = FEWEST if match.group().strip() else FEWEST_UNMARKED
        if len(tokens(left)) >= fewest and tokens(right):
            found.append(_Split(left, right, match["joined"] is not None, "?" in match.group()))
    return found[:MOST_SPLITS]


def _half(text: str, whole: Evidence, judge: Judge) -> Evidence:
    """A half scored as if it had been sent alone, with the message's name where it lives on the other half's: "what is
    methotrexate and how do i take it"."""
    reading = judge.preparation.read(text)
    name = _lent(reading, whole, judge)
    if not name or _SHARED.isdisjoint(reading.words):
        alone = judge.evidence(text, reading)
        if not name or alone.chance >= SURE:
            return alone
    return judge.evidence(
        text, judge.preparation.read_words((*reading.words, *tokens(name.replace("_", " "))))
    )


def _lent(reading: Reading, whole: Evidence, judge: Judge) -> str:
    """The name that a half without one may borrow; empty if none."""
    if judge.agreement.named(reading):
        return ""
    named = [name for name in whole.reading.names if name in judge.agreement.named(whole.reading)]
    common = [name for name in whole.reading.names if name in judge.agreement.common]
    short = not _SHARED.isdisjoint(reading.words) or len(reading.words) <= LEND
    lent = named if named and short else common if not reading.ours else []
    return lent[0] if lent else ""
