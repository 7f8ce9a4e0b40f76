"""What to do with a scored message: answer, ask back, admit defeat, or leave it alone.

The one home of all thresholds. `Decision.reason` is one of:

=================  =================================================================================
match              one card fits; it is shown
two_questions      the message holds two questions; both cards are shown
follow_up          fits once the last turn's name or aspect is added
boundary           a personal request that has its fixed card
near_tie           two or three cards fit about equally well
opposite           the best card is about the opposite side (start, stop) of what was asked
which_medicine     the question needs a medicine and names none
topic_word         a bare topic or name: its menu
weak               the nearest cards are far away
nothing            no card is anywhere near
not_ours           none of this bot's business, of no kind in particular
other_condition    another condition
other_medicine     a medicine for another disease
other_language     another language, in `Decision.language`
chatter            ordinary chatter
gibberish          no words in it
=================  =================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.matching.evidence import Evidence
from bot.core.matching.questions import Pair
from bot.core.model import Decision

_STRANGERS = {
    "other_condition": "other_condition",
    "other_medicine": "other_medicine",
    "chatter": "chatter",
    "gibberish": "gibberish",
}
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the lines are drawn. All are chances, 0 to 1."""

    answer: float = 0.72
    """Chance that the best card is right from which it is shown without asking back. Of 626 questions and 381 messages
    that are not ours, 513 and 5 are answered, 6 of the questions wrongly; from 0.66 on 522 and 8, 6 wrongly."""
    sided: float = 0.88
    """The same for a message that says which side of an opposite it means, says no to something, or tells something
    beside its question ("had both my jabs. why …"). Of 440 unseen ones written to mislead 408 get the right side or a
    question back, with 0.93 one more; of 626 ordinary questions 513 are answered outright, with 0.93 20 fewer."""
    two_answers: float = 0.62
    """Chance that a message asks two questions from which both are answered. Of 810 such messages that nothing was
    fitted to 675 get both, and most others one and a button; of 530 that sound like their opposite 10 are answered
    wrongly. With 0.46 they are 691 and 20, with 0.66 663 and 7."""
    two_others: float = 0.7
    """The same where neither card is the one that fits the whole message best."""
    perhaps_two: float = 0.05
    """Chance of two questions from which what such a message may have asked as well is offered under its answer."""
    named: float = 0.9
    """Chance that a card is right from which it comes before the fixed card of a personal request that gives way."""
    half: float = 0.2
    """Chance that each half of a message is ours below which it is not taken for two questions."""
    ours: float = 0.5
    """Chance that the message is ours below which no card is shown."""
    stranger: float = 0.1
    """Chance that the message is ours below which no card is offered either."""
    stranger_leaning: float = 0.05
    """The same for a message that visibly leans on the last turn, or has hardly a word ("n what time of day"): 4 more
    of 365 follow-ups are understood then, and 10 more of 160 strangers after an answer are offered a card."""
    small_talk: float = 0.67
    """Chance of a thank-you, a goodbye or a complaint from which it is one, whatever was asked before."""
    beside: float = 0.01
    """Chance that another card was meant from which it is offered under an answer."""
    offer: float = 0.18
    """Chance that the best card is right from which cards are offered."""


LIMITS = Limits()


def settled(
    evidence: Evidence, limits: Limits, reason: str, understood: str, names: tuple[str, ...]
) -> Decision:
    """The decision for a scored message; `reason` is why its first card leads."""
    nothing = Decision(
        "fallback", reason="nothing", names=names, ranked=evidence.matches, understood=understood
    )
    ruled = reason == "boundary"
    if evidence.ours < limits.stranger and not ruled:
        return replace(nothing, kind="out_of_scope", reason=_STRANGERS.get(evidence.stranger, "not_ours"))
    offered = evidence.cards[:MOST_OFFERED]
    some = replace(nothing, confidence=evidence.chance)
    if evidence.chance >= limits.answer and (evidence.ours >= limits.ours or ruled) and reason != "opposite":
        others = (match for match in evidence.matches if match.card != offered[0])
        beside = tuple(match.card for match in others if match.confidence >= limits.beside)
        return replace(
            some, kind="answer", answers=offered[:1], suggestions=beside[:MOST_OFFERED], reason=reason
        )
    if evidence.chance >= limits.offer and evidence.ours >= limits.ours and len(offered) >= 2:
        asked = reason if reason == "opposite" else "near_tie"
        return replace(some, kind="clarify", suggestions=offered, reason=asked)
    return replace(some, suggestions=offered, reason="weak")


def ruled(
    evidence: Evidence, boundary: str, limits: Limits, understood: str, *, names_another: bool
) -> Decision:
    """The fixed card of a personal request; where it surely names a symptom or test, after that card: "my toes go
    blue, is it lupus"."""
    names = evidence.reading.names
    decision = settled(evidence.led_by(boundary), limits, "boundary", understood, names)
    named = evidence.cards[0]
    if named == boundary or not names_another:
        return decision
    return replace(decision, answers=(named, boundary), suggestions=())


def with_second(decision: Decision, pair: Pair | None, limits: Limits) -> Decision:
    """An answer with what a message may have asked as well among what is offered under it."""
    if (
        decision.kind != "answer"
        or pair is None
        or pair.chance < limits.perhaps_two
        or pair.ours < limits.half
    ):
        return decision
    also = (card for card in pair.cards if card not in decision.answers)
    offered = tuple(dict.fromkeys((*also, *decision.suggestions)))
    return replace(decision, suggestions=offered[:MOST_OFFERED])
