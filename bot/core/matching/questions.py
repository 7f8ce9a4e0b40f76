"""Two questions in one message: both are answered, in the order asked."""

from __future__ import annotations

import re

from bot.core.deciding import Limits
from bot.core.matching.evidence import Evidence, Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.segments import stripped
from bot.core.matching.words import tokens

LONGEST = 24
"""Words above which a message is one story, not two questions."""
FEWEST = 2
MOST_SPLITS = 6
FEW_WORDS = 3
"""Up to so many words, a part is a topic ("hair loss and tiredness") and not the story before a question."""
NEAR = 4
"""Both cards must be among this many of the whole message's best, unless each part is sure of itself."""

_SPLIT = re.compile(
    r"[?.!;\n]+\s*(?:and |also |plus |but )*|,\s*(?:and |or |plus |also )|,\s+(?=what|how|can|do|is|are|should|will|"
    r"who|where|why|when|which)|\s(?:and also|and then|and|or|plus|also|&)\s"
)
_SHARED = frozenset("it its they them this that these those one".split())


_ASKING = frozenset(
    "what whats how hows why which who whos where wheres can could should will would do does did is are am may has "
    "have any anyone".split()
)
_ASKED_EARLY = frozenset("what whats how hows why which can should does do".split())
_AUXILIARY = frozenset("do does did is are am can could should will would may might has was were".split())
EARLY = 5
"""Words within which a question's own word stands ("hi all, can anyone tell me what …")."""


def asking(text: str, judge: Judge) -> bool:
    """Whether a part of a message is worded as a question."""
    read = stripped(tokens(text), judge.preparation.courtesies)
    if not read:
        return False
    if not _ASKED_EARLY.isdisjoint(read[:EARLY]) and read[0] not in _WHILE:
        return True
    clauses = [tokens(clause) for clause in text.split(",")]
    return any(clause and _opens(clause) for clause in clauses)


_WHILE = frozenset("when if since while as because".split())


def _opens(clause: tuple[str, ...]) -> bool:
    if clause[0] == "when":
        return len(clause) > 1 and clause[1] in _AUXILIARY
    return clause[0] in _ASKING


def two_questions(said: str, whole: Evidence, judge: Judge, limits: Limits) -> tuple[str, ...]:
    """The cards of two different questions, or nothing."""
    if len(tokens(said)) > LONGEST:
        return ()
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for left, right in _splits(said):
        asked = (asking(left, judge), asking(right, judge))
        first = judge.evidence(left, _part(left, whole, judge))
        second = judge.evidence(right, _part(right, whole, judge))
        if second.cards[0] == first.cards[0]:
            # The name that was lent to the second part may say more than the part itself.
            second = judge.evidence(right, judge.preparation.read(right))
        cards = (first.cards[0], second.cards[0])
        if cards[0] == cards[1] or judge.is_small_talk(cards[0]) != judge.is_small_talk(cards[1]):
            continue
        near = set(cards) <= set(whole.cards[:NEAR])
        sure = min(first.chance, second.chance)
        alike = cards[0].partition(".")[0] == cards[1].partition(".")[0]
        if asked[0] and (asked[1] or len(tokens(right)) <= FEW_WORDS):
            least = limits.near_second_answer if near else limits.second_answer
        elif asked[0]:
            least = limits.second_answer if near else 1.0  # a question that may just go on
        else:
            # Something told first is the story of what is asked, unless both are of one kind: two symptoms.
            least = limits.told_second_answer if near and alike else 1.0
        if sure >= least and whole.cards[0] in (*first.cards[:NEAR], *second.cards[:NEAR]) and sure > best[0]:
            best = (sure, cards)
    return best[1]


def _splits(said: str) -> list[tuple[str, str]]:
    found = []
    for match in list(_SPLIT.finditer(said))[:MOST_SPLITS]:
        left, right = said[: match.start()].strip(), said[match.end() :].strip()
        if len(tokens(left)) >= FEWEST and len(tokens(right)) >= 1:
            found.append((left, right))
    return found


def _part(text: str, whole: Evidence, judge: Judge) -> Reading:
    """A part's words, with the message's name where the part only points at it."""
    reading = judge.preparation.read(text)
    if judge.agreement.named(reading):
        return reading
    # "what is methotrexate and how do i take it": the second question lives on the first's name.
    pointing = not _SHARED.isdisjoint(reading.words)
    named = [name for name in whole.reading.names if name in judge.agreement.named(whole.reading)]
    common = [name for name in whole.reading.names if name in judge.agreement.common]
    lent = named if named and (pointing or len(reading.words) <= 7) else common if not reading.ours else []
    if not lent:
        return reading
    return judge.preparation.read_words((*reading.words, *tokens(lent[0].replace("_", " "))))
