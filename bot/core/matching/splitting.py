"""Where a message may be taken apart into two questions, and how much each place looks like it.

The weights are those of `questions.py`, of which they are a part.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from bot.core.matching.lexicon import Phrases
from bot.core.matching.segments import stripped
from bot.core.matching.words import tokens
from bot.core.normalise import sentences

LONGEST = 150
"""Words above which a message is not taken apart."""
STORY = 45
"""Words above which it is taken apart between sentences only: a story has many an "and"."""
FEWEST, FEWEST_MARKED, FEWEST_UNMARKED = 2, 1, 3
"""Words of a first half; where a question mark ends it ("tattoos? or sunbeds?"); and where only the second half's
question word does: "which jabs | can i have" is one question."""
BRIEF = 6
"""Words of a sentence below which it leans on the one before it."""
LIKELIEST = 6
"""Of all places in a message so many are given."""

ASKED_RIGHT = 1.3
"""Where the second half is worded as a question."""
QUIET_LEFT = -1.21
"""Where the first half is not: it may be a remark, "flare's over", or a quiet way to ask, "knees like balloons"."""
EITHER = -0.55
"""Where "or" joins two yes or no questions: "does it get your lungs or is that just smokers" asks once."""
AS_WELL = 1.41
"""Where the second half asks for something as well: "what is prednisolone for, can I drink on it too"."""
JOINED = 0.96
"""Where a word joins the halves that adds something: "and", "also"."""
MARKED = 0.32
"""Where a question mark stands between the halves."""
DETAIL = 0.49
"""For the logarithm of the words of the second half."""
IN_A_STORY = 0.99
"""Where the message is a story: it has fewer places."""

_ASK = "what|whats|how|why|who|where|when|which"
_VERBS = "can|do|does|should|will|is|are|am"
_SPLIT = re.compile(
    r"[?.!;\n]+\s*(?:and |also |plus |but |or )*|,\s*(?:and |or |plus |also )?|\s(?:[-/]|[2-9]\))\s|"
    rf"\s(?:and also|as well as|and|or|plus|also(?=\s(?:{_ASK}|{_VERBS})\s)|&|\+|n|"
    rf"an(?=\s(?:{_ASK}|{_VERBS}|[b-df-gj-lp-tv-z])))\s|"
    r"\s(?:and then|vs|versus|whether)\s|"
    rf"\s(?=(?:{_ASK})\s)|\s(?=(?:{_VERBS})\s(?:i|it|u|you|they|we|there|lupus)\b)"
)
_ADDS = re.compile(r"\b(?:and|also|plus|n|an|as well as)\b|[&+]|[2-9]\)")
_ASKED_NEXT = re.compile(rf"(?:{_ASK}|(?:{_VERBS}) (?:i|it|he|she|they|we|you|there|my|this|that|lupus))\b")
"""How a question begins that is joined to another one in a story."""
_AGAIN = re.compile(
    r"(?P<word>is|are|can|cant|does|do|will|should|what|whats|how|why)\s[^?.!,;\n]*?\s(?=(?P=word)\s)"
)
"""Where a question starts again with the word that it began with: "is beer ok | is wine ok"."""
_HANGING = frozenset(f"{_ASK}|and|or|also|plus|but|n|an|then|to".split("|"))
"""Words that do not end a first half: they belong to the second one."""
_ASKING = frozenset(
    "what whats how hows why which who whos where wheres can could should will would do does did is are am may has "
    "have any anyone".split()
)
_ASKED_EARLY = frozenset("what whats how hows why which can should does do".split())
_QUESTION_WORDS = frozenset(_ASK.split("|"))
_LEADING = frozenset(
    "can could would will do may i you u we me us anyone anybody someone please pls plz kindly tell telling let know "
    "say explain show give check see ask find out mind wondering wonder like want to need just hi hello hey ok so if "
    "also about on".split()
)
"""Words that only lead up to a question: "can you tell me | how long it takes"."""
_AUXILIARY = frozenset("do does did is are am can could should will would may might has was were".split())
_PERSONS = frozenset("i we you u he she it they".split())
"""Before "do" or "can" they make a statement: "I do not sleep"."""
_ENDS = re.compile(r"[.!?;\n]+|:-?[()]")
_GOING_ON = frozenset("when where while".split())
_OPEN = frozenset("about at for from in like of on to with".split())
"""Words that do not end a question into which another word runs straight on: "tell me about | what …"."""
_WHILE = frozenset("when if since while as because".split())
_YES_OR_NO = frozenset("is are am was did does do can will should could would just from".split())
_AS_WELL = re.compile(r"\b(?:too|also|aswell|as well)\b")
EARLY = 5
"""Words within which a question's own word stands ("hi all, can anyone tell me what …")."""


@dataclass(frozen=True, slots=True)
class Split:
    """Two halves of a message, as they were said."""

    left: str
    right: str
    asked: tuple[str, str]
    """Of each half the sentence that asks: of the first half the last one, of the second half the first one."""
    apart: bool
    """Whether both are worded as questions of their own, not as one with an "or" in it."""
    remarks: bool
    """Whether the second one is worded as a remark: it asks nothing, nor does a word add it to the first one."""
    worded: float
    """What their wording adds to the log odds that they are two questions."""


@dataclass(frozen=True, slots=True)
class _Joint:
    """A place where two parts of a message meet."""

    left: str
    right: str
    joined: bool
    """Whether a word joins the parts that adds something."""
    marked: bool
    """Whether a question mark ends the first one."""
    bare: bool
    """Whether nothing stands between them."""
    either: bool
    """Whether "or" joins them."""
    in_a_story: bool


class Splitter:
    """Finds the places; `courtesies` are passed over at the start of a half."""

    def __init__(self, courtesies: Phrases) -> None:
        self._courtesies = courtesies

    def splits(self, said: str) -> list[Split]:
        """The halves of a normalised message that are worded most like two questions, those most like them first."""
        if len(tokens(said)) > LONGEST:
            return []
        found = [split for joint in _joints(said) if (split := self._split(joint)) is not None]
        return sorted(found, key=lambda split: -split.worded)[:LIKELIEST]

    def _split(self, joint: _Joint) -> Split | None:
        """The halves at this place, unless they are one question."""
        last = _last(joint.left)
        left, right = self._asks(joint.left) or self._asks(last), self._asks(joint.right)
        if _is_one(joint, tokens(last), left):
            return None
        asks_left = left or joint.marked or "?" in joint.left
        asks_right = right or "?" in joint.right
        apart = (left or joint.marked) and asks_right and not joint.either
        as_well = bool(_AS_WELL.search(joint.right))
        worded = (
            ASKED_RIGHT * right
            + QUIET_LEFT * (not asks_left)
            + EITHER * (joint.either and tokens(joint.right)[0] in _YES_OR_NO)
            + AS_WELL * as_well
            + JOINED * joint.joined
            + MARKED * joint.marked
            + DETAIL * math.log(len(tokens(joint.right)))
            + IN_A_STORY * joint.in_a_story
        )
        asked = (self._asked(joint.left, last=True), self._asked(joint.right, last=False))
        remarks = not (asks_right or as_well or joint.joined)
        return Split(joint.left, joint.right, asked, apart, remarks, worded)

    def _asked(self, half: str, *, last: bool) -> str:
        """The sentence of a half that asks, with the one before it where it is short ("nephritis class 4. what is it");
        where none does, the one next to the other half."""
        parts = sentences(half)
        asking = [at for at, part in enumerate(parts) if "?" in part or self._asks(part)] or range(len(parts))
        at = asking[-1 if last else 0]
        return " ".join(parts[at - 1 : at + 1]) if at and len(tokens(parts[at])) < BRIEF else parts[at]

    def _asks(self, text: str) -> bool:
        """Whether a part of a message is worded as a question."""
        read = stripped(tokens(text), self._courtesies)
        if not read:
            return False
        early = zip(read[:EARLY], ("", *read), strict=False)
        asked = (
            word in _ASKED_EARLY and not (word in _AUXILIARY and before in _PERSONS) for word, before in early
        )
        if _inverts(read) if read[0] in _WHILE else any(asked):
            return True
        clauses = [tokens(clause) for clause in text.split(",")]
        return any(clause and _opens(clause) for clause in clauses)


def _is_one(joint: _Joint, last: tuple[str, ...], asks: bool) -> bool:
    """Whether both halves are one question. The first one, whose last sentence is `last`, asks nothing but names a
    condition ("if I'm ill, can I …"); or nothing stands between the halves and neither is a question by itself."""
    right = tokens(joint.right)
    if (joint.bare and _goes_on(last, right)) or (right[0] == "to" and not joint.joined):
        return True
    said = joint.marked or asks or _inverts(last)
    return not said and last[0] in _WHILE


def _goes_on(last: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether a sentence goes on into what follows it: it only leads up to it ("do you know | what …"), still wants its
    verb ("which winter jabs | can I …") or its noun ("tell me about | what …"), or is told more of ("… | when I am
    pregnant")."""
    if right[0] in _QUESTION_WORDS and (last[-1] in _OPEN or _LEADING.issuperset(last)):
        return True
    asked = [at for at, word in enumerate(last) if word in _QUESTION_WORDS]
    if asked and right[0] in _AUXILIARY and _AUXILIARY.isdisjoint(last[asked[-1] + 1 :]):
        return True
    return right[0] in _GOING_ON and len(right) > 1 and right[1] in _PERSONS


def _last(text: str) -> str:
    """The last sentence of a text."""
    return next(filter(tokens, reversed(_ENDS.split(text))), text)


def _inverts(words: tuple[str, ...]) -> bool:
    """Whether a verb stands before its person, as in a question: "if I am ill do I …"."""
    return any(verb in _AUXILIARY and after in _PERSONS for verb, after in pairwise(words))


def _opens(clause: tuple[str, ...]) -> bool:
    if clause[0] == "when":
        return len(clause) > 1 and clause[1] in _AUXILIARY
    return clause[0] in _ASKING


def _joints(said: str) -> list[_Joint]:
    """The places where the message can be taken apart."""
    is_story = len(tokens(said)) > STORY
    places = [
        (match.start(), match.end())
        for match in _SPLIT.finditer(said)
        if not is_story or _ENDS.match(match[0]) or _ASKED_NEXT.match(said, match.end())
    ]
    again = None if is_story else _AGAIN.match(said)
    if again:
        places.append((again.end(), again.end()))
    found = []
    for start, end in sorted(set(places)):
        left, right, between = said[:start].strip(), said[end:].strip(), said[start:end].strip(" ")
        marked = "?" in between
        begins_again = again is not None and end == again.end()
        fewest = FEWEST_MARKED if marked else FEWEST if between or begins_again else FEWEST_UNMARKED
        words = tokens(left)
        hangs = not _ENDS.match(between) and bool(words) and words[-1] in _HANGING
        if len(words) >= fewest and not hangs and tokens(right):
            joined = bool(_ADDS.search(between))
            either = between.endswith("or")
            found.append(_Joint(left, right, joined, marked, not between, either, is_story))
    return found
