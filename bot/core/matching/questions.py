"""Two questions in one message: both are answered, in the order asked.

Every place where people join two questions is tried, and each half is scored as if it had been sent alone.
Whether the halves are two questions is then a matter of weights: of how sure each half is, of how they are
worded, and of whether both cards come up for the whole message as well. The weights are those of a logistic
regression fitted to 220 messages with two questions and 2,300 with one; four fifths of them choose as well for
the rest.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from bot.core.matching.calibration import chance_of, log_odds
from bot.core.matching.evidence import Evidence
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.segments import stripped
from bot.core.matching.words import tokens

LONGEST = 40
"""Words above which a message is one story, not two questions."""
FEWEST = 2
FEWEST_UNMARKED = 4
"""Words of a first half that nothing but the second one's question word ends: "which jabs | can i have" is one
question."""
MOST_SPLITS = 8
HOPELESS = -3.5
"""What the wording must add, beside what the whole message takes away, for two halves to be worth scoring."""
MOST_SCORED = 3
"""Of these, so many are scored, the ones worded most like two questions: each takes some milliseconds."""
NEAR = 4
"""Among so many of the whole message's best cards a card counts as near."""
LEND = 7
"""Words up to which a part without a name is about the other part's."""
SURE = 0.75
"""Chance from which a half that points at nothing needs no name from the other."""

LEFT, RIGHT, WHOLE = 0.55, 0.39, -0.48
"""Weights of the log odds that the first half's, the second half's and the whole message's best card is right."""
BOTH_NEAR = 1.18
ONE_TOPIC = 1.12
"""Where both cards are of one topic, such as two symptoms."""
ASKED_LEFT, ASKED_RIGHT = 1.59, 1.26
"""Where the half is worded as a question."""
STORY = -0.87
"""For the logarithm of the first half's words: a long one is the story before the question."""
JOINED = 0.44
"""Where a word such as "and" joins the halves, rather than a full stop or nothing."""
CONSTANT = -4.05

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
_WHILE = frozenset("when if since while as because".split())
EARLY = 5
"""Words within which a question's own word stands ("hi all, can anyone tell me what …")."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The cards of the two halves of a message, and the chance, 0 to 1, that it asks for both."""

    cards: tuple[str, ...]
    chance: float


def two_questions(said: str, whole: Evidence, judge: Judge) -> Pair | None:
    """The best pair of cards of a message, or None where it cannot be taken apart into two."""
    if len(tokens(said)) > LONGEST:
        return None
    worded = [(_worded(*halves, judge), halves) for halves in _splits(said)]
    hopeful = [each for each in worded if each[0] >= HOPELESS - WHOLE * _odds(whole.chance)]
    likeliest = sorted(hopeful, key=lambda each: -each[0])[:MOST_SCORED]
    pairs = (_pair(left, right, odds, whole, judge) for odds, (left, right, _) in likeliest)
    return max(filter(None, pairs), key=lambda pair: pair.chance, default=None)


def _worded(left: str, right: str, joined: bool, judge: Judge) -> float:
    """What the wording of two halves adds to the log odds that they are two questions."""
    asked = ASKED_LEFT * asking(left, judge) + ASKED_RIGHT * asking(right, judge)
    return asked + STORY * math.log(len(tokens(left))) + JOINED * joined


def _pair(left: str, right: str, worded: float, whole: Evidence, judge: Judge) -> Pair | None:
    first, second = _half(left, whole, judge), _half(right, whole, judge)
    if second.cards[0] == first.cards[0]:
        # The name that was lent to the second part may say more than the part itself.
        second = judge.evidence(right, judge.preparation.read(right))
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
        + ONE_TOPIC * (cards[0].partition(".")[0] == cards[1].partition(".")[0])
    )
    return Pair(cards, chance_of(odds))


def _odds(chance: float) -> float:
    return float(log_odds(chance, least=1e-3))


def asking(text: str, judge: Judge) -> bool:
    """Whether a part of a message is worded as a question."""
    read = stripped(tokens(text), judge.preparation.courtesies)
    if not read:
        return False
    if not _ASKED_EARLY.isdisjoint(read[:EARLY]) and read[0] not in _WHILE:
        return True
    clauses = [tokens(clause) for clause in text.split(",")]
    return any(clause and _opens(clause) for clause in clauses)


def _opens(clause: tuple[str, ...]) -> bool:
    if clause[0] == "when":
        return len(clause) > 1 and clause[1] in _AUXILIARY
    return clause[0] in _ASKING


def _splits(said: str) -> list[tuple[str, str, bool]]:
    """The halves at each place where the message can be taken apart, and whether a word joined them."""
    found = []
    for match in _SPLIT.finditer(said):
        left, right = said[: match.start()].strip(), said[match.end() :].strip()
        fewest = FEWEST if match.group().strip() else FEWEST_UNMARKED
        if len(tokens(left)) >= fewest and tokens(right):
            found.append((left, right, match["joined"] is not None))
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
