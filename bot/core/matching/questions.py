"""Two questions in one message: both are answered, in the order asked."""

from __future__ import annotations

import re

from bot.core.deciding import Limits
from bot.core.matching.evidence import Evidence, Judge
from bot.core.matching.segments import asks
from bot.core.matching.words import tokens
from bot.core.normalise import sentences

_CLAUSES = re.compile(r"\?\s*|,?\s+\band also\b\s+|,?\s+\balso\b,?\s+|,?\s+\band\b\s+|\s+plus\s+|\s+&\s+")
_QUESTION = frozenset(
    "what whats when where who why how which can could should shall will would do does did is are am was were "
    "has have had may might".split()
)
MOST_PARTS = 6


def two_questions(said: str, whole: Evidence, judge: Judge, limits: Limits) -> tuple[str, ...]:
    """The cards of two different questions, each certain enough, or nothing."""
    parts = _parts(said)
    if len(parts) < 2:
        return ()
    named = judge.agreement.named(whole.reading)
    found: list[str] = []
    for part in parts[:MOST_PARTS]:
        reading = judge.preparation.read(part)
        if named and not judge.agreement.named(reading) and len(reading.words) <= 6:
            # "what is methotrexate and how do i take it": the second question lives on the first's name.
            name = next(name for name in whole.reading.names if name in named)
            reading = judge.preparation.read_words((*reading.words, *tokens(name)))
        evidence = judge.evidence(part, reading)
        sure = evidence.chance >= limits.second_answer and evidence.ours >= limits.ours
        if sure and evidence.cards[0] not in found and not judge.is_small_talk(evidence.cards[0]):
            found.append(evidence.cards[0])
    # The message as a whole must not point elsewhere.
    return tuple(found[:2]) if len(found) >= 2 and set(found[:2]) & set(whole.cards[:3]) else ()


def _parts(said: str) -> list[str]:
    parts = []
    for sentence in sentences(said):
        if not asks(sentence) and sentence.split(" ")[0] not in _QUESTION:
            continue
        clauses = [clause.strip() for clause in _CLAUSES.split(sentence) if clause and clause.strip()]
        asking = [bool(tokens(clause)) and tokens(clause)[0] in _QUESTION for clause in clauses]
        if sum(asking) >= 2:
            parts += _joined(clauses, asking)
        else:
            parts.append(sentence)
    return parts


def _joined(clauses: list[str], asking: list[bool]) -> list[str]:
    """Clauses that ask nothing belong to the question before them."""
    joined: list[str] = []
    for clause, ask in zip(clauses, asking, strict=True):
        if ask or not joined:
            joined.append(clause)
        else:
            joined[-1] += f" and {clause}"
    return joined
