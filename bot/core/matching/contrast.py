"""What a message says that it is not about: "high, not low", "not the live ones, the ordinary jabs".

The words that are ruled out would pull the message towards the very cards that are not wanted, so they are taken
out before it is compared. Only where they clearly stand against something else: "my tablets are not working"
and "not sure" rule nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.core.matching.lexicon import Words
from bot.core.matching.words import tokens
from bot.core.normalise import normalise
from bot.core.vocabulary import Opposite

NEGATIONS = frozenset(
    "not never no cant dont wont shouldnt isnt arent didnt doesnt havent hasnt aint wasnt werent hadnt couldnt wouldnt "
    "without neither nor instead".split()
)
_CLAUSE = re.compile(
    r"(?:[.!?;,\n]+ ?| - )|"
    r"(?<= )(?=(?:but|i (?:want|mean|just|don'?t mean)|(?:i'?m|i am) not asking|just tell) )|"
    r"(?<= )(?<!'m )(?<!im )(?<!am )(?=not asking )"
)
"""What stands between two clauses, or before one."""
_NOT_ASKED = re.compile(
    r"(?:(?:and|but|so|no|well|please) )*(?:"
    r"(?:i'?m |i am )?not (?:asking|talking|on about|bothered|interested|worried about)|"
    r"i (?:don'?t|do not) (?:mean|care|(?:want|need) to (?:know|hear))|never ?mind|forget (?:about|the)|"
    r"(?:don'?t|do not) (?:tell|give|mention|bother)|spare me|no need (?:for|of)|"
    r"it(?:'?s not| is not| isn'?t) (?:about|that (?:i|my|the|she|he|we|they))|"
    r"not (?:what|how|why|where|when|who|which|the|a|an|about|those|that|my|in|for|on|after|before|during|while))\b"
)
"""How a clause begins that says what is not asked: "I'm not asking about side effects", "never mind the eyes"."""
_SETTLED = re.compile(
    r"(?:i|i'?ve|i have) (?:already )?(?:ken|know|read|(?:been )?told) (?:fine |well )?"
    r"(?:what|how|why|when|that|the)\b|"
    r"(?!(?:and |or |so )?(?:what|which|who|why|how|when|if|is|are|can|do|does|will|would|should)\b)"
    r"(?:my |the |her |his )?(?:[\w']+ ){1,4}(?:is|are|were|was|all) (?:all |absolutely |perfectly )*"
    r"(?:fine|clear|ok|okay|sorted|finished)\b"
)
"""A clause that says what is known or no trouble: "my kidneys are clear. What …"."""
LEAST = 5
"""Words that must remain for such a clause to be left out: "my bloods are fine, what does that mean" is about them."""
_BEHIND = re.compile(r", not (?:[\w']+ ){0,2}[\w']+(?=[.!?]|$)")
"""At the end, behind what is meant."""

_DENIED = re.compile(
    r"\b(?:never (?:(?:had|have|been|on|taken|took|used|touched|given) )+|(?:not|isnt|arent|aint) on |without )"
    r"(?:(?:a|an|any|the|my|of) )*$"
)
"""Before what somebody does not have or take. A tablet that was "not taken" is one that was missed."""
_BARRED = re.compile(
    r"\b(?:cant|cannot|couldnt|shouldnt|wouldnt|not) (?:(?:be|allowed|supposed|meant|to|have|take|use|touch) )*$"
)
"""Before what somebody may not have, where another thing is asked for."""
_NO_USE = re.compile(
    r"^(?:(?:just|really|still) )*(?:does nothing|did nothing|isnt (?:working|enough)|(?:doesnt|didnt|wont|wouldnt) "
    r"(?:work|help|touch|do)|is (?:useless|no (?:good|use)))\b"
)
"""Behind what is of no use to somebody, where another thing is asked for."""
_OTHERWISE = frozenset("instead else alternative alternatives".split())
REACH = 8
"""Words before the thing that are looked at."""

LONGEST = 60
"""Words above which nothing is taken out: a story is compared in parts, and to search it for every pair takes long."""


class Contrast:
    """Finds what a message rules out, by its punctuation and by the vocabulary's pairs of opposites. `medicines`
    gives the medicines that words name."""

    def __init__(self, opposites: Sequence[Opposite], medicines: Callable[[Words], Sequence[str]]) -> None:
        self._medicines = medicines
        sides = [(_any_of(pair.one), _any_of(pair.other)) for pair in opposites]
        self._pairs = [
            (re.compile(rf",? ?\bnot (?:[\w']+ )?{ruled_out}"), re.compile(meant))
            for one, other in sides
            for ruled_out, meant in ((one, other), (other, one))
        ]

    def taken_out(self, said: str) -> str:
        """A normalised message without what it rules out."""
        if len(said.split()) > LONGEST:
            return said
        kept = self._asked(said)
        if "not " in kept:
            kept = self._without_other_side(_BEHIND.sub("", kept)).strip()
        return kept if len(tokens(kept)) > 1 else said

    def _asked(self, said: str) -> str:
        """A message without the clauses that say what is not asked, known or no trouble."""
        places = [(match.start(), match.end()) for match in _CLAUSE.finditer(said)]
        starts = [0, *(end for _, end in places)]
        clauses = [
            said[start:end]
            for start, end in zip(starts, [*starts[1:], len(said)], strict=True)
            if end > start
        ]
        asked = [clause for clause in clauses if not _NOT_ASKED.match(clause)]
        settled = [bool(_SETTLED.match(clause)) for clause in asked]
        rest = [clause for clause, is_settled in zip(asked, settled, strict=True) if not is_settled]
        if len(rest) < len(asked) and len(tokens(" ".join(rest))) >= LEAST:
            asked = [
                self._subject(clause) if is_settled else clause
                for clause, is_settled in zip(asked, settled, strict=True)
            ]
        elif len(asked) == len(clauses):
            return said
        return "".join(asked).strip()

    def _subject(self, clause: str) -> str:
        """What remains of a clause about what is settled: the question may still be about its medicine."""
        return "".join(f"{medicine}, " for medicine in self._medicines(tokens(clause)))

    def _without_other_side(self, kept: str) -> str:
        for ruled_out, meant in self._pairs:
            found = ruled_out.search(kept)
            if found is not None:
                without = kept[: found.start()] + kept[found.end() :]
                if meant.search(without):
                    kept = without
        return kept


def denied(words: Words, thing: Words) -> bool:
    """Whether a message says that somebody does not have or take a thing ("never had a steroid in my life"), or asks
    what there is instead ("I can't have ibuprofen, what else", "ibuprofen does nothing, what else")."""
    size = len(thing)
    places = [at for at in range(len(words) - size + 1) if words[at : at + size] == thing]
    before = [" ".join((*words[max(0, at - REACH) : at], "")) for at in places]
    if any(map(_DENIED.search, before)):
        return True
    if _OTHERWISE.isdisjoint(words):
        return False
    behind = (" ".join(words[at + size : at + size + REACH]) for at in places)
    return any(map(_BARRED.search, before)) or any(map(_NO_USE.match, behind))


def _any_of(phrases: Sequence[str]) -> str:
    longest_first = sorted(map(normalise, phrases), key=len, reverse=True)
    return rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"
