"""The calm readings of alarming words: denied, past, asked in general, made up, or an idiom.

Every reading looks only around the match and only within its sentence, so that a calm sentence
before or after never takes a flag away. The words themselves are content, in groups of fixed names.
"""

from __future__ import annotations

from bot.core.red_flags import Reading
from bot.core.triage.finding import Finder, Span

GROUPS = (
    "fillers",
    "negators",
    "list_negators",
    "not_negators",
    "barriers",
    "past",
    "now",
    "present",
    "was",
    "general",
    "general_after",
    "hypothetical",
    "personal",
    "fiction",
    "idioms",
)
"""The groups that every content folder must have: the readings rest on them."""
ADJACENT = 1
"""Other words that may stand between a denial and what it denies."""
LIST = 12
"""… where the denial opens a list ("no fever, cough or chest pain")."""
AROUND = 9
"""How far a past or a present time word reaches."""
BEFORE = 12
"""How far a question opener or a story word reaches."""


def readings(finder: Finder, span: Span) -> frozenset[Reading | str]:
    """The calm ways in which this match can be read; `idiom` among them."""
    found: set[Reading | str] = set()
    if any(idiom.used & span.used for idiom in finder.group("idioms")):
        found.add("idiom")
    if _negated(finder, span):
        found.add("negated")
    if _past(finder, span):
        found.add("past")
    if _general(finder, span):
        found.add("general")
    if _near(finder, span, "fiction", BEFORE) is not None:
        found.add("fiction")
    return frozenset(found)


def _negated(finder: Finder, span: Span) -> bool:
    excused = {place for other in finder.group("not_negators") for place in other.used}
    for name in ("negators", "list_negators"):
        for denial in finder.group(name):
            # The denying word itself may be part of the sign ("can't breathe"); "have" in "don't have" may not.
            if denial.start >= span.start or denial.start in span.used or denial.used & excused:
                continue
            end = min(denial.end, span.start)
            if not finder.same_sentence(denial.start, span.start) or _barred(finder, end, span.start):
                continue
            apart = finder.between(end, span.start)
            same_clause = finder.message.clause[end - 1] == finder.message.clause[span.start]
            if apart <= ADJACENT and same_clause:
                return True
            if apart <= LIST and (name == "list_negators" or _or_before(finder, end, span.start)):
                return True
    return False


def _barred(finder: Finder, left: int, right: int) -> bool:
    return any(left <= barrier.start < right for barrier in finder.group("barriers"))


def _or_before(finder: Finder, left: int, right: int) -> bool:
    ors = (*finder.message.positions.get("or", ()), *finder.message.positions.get("nor", ()))
    return any(left <= place < right and finder.between(place, right) <= ADJACENT + 1 for place in ors)


def _past(finder: Finder, span: Span) -> bool:
    past = _near(finder, span, "past", AROUND)
    if past is None:
        return False
    now = _near(finder, span, "now", AROUND)
    if now is not None and now <= past:
        return False
    was = any(
        0 <= finder.between(other.end, span.end) <= 4
        for other in finder.group("was")
        if other.end <= span.end
    )
    if was:
        return True
    return not any(
        other.used & span.used or (past and (other.end == span.start or other.start == span.end))
        for other in finder.group("present")
        if finder.same_sentence(other.start, span.start)
    )


def _near(finder: Finder, span: Span, name: str, reach: int) -> int | None:
    """How far the nearest phrase of a group is, or None if there is none near in the sentence."""
    nearest: int | None = None
    for other in finder.group(name):
        if other.used <= span.used or not finder.same_sentence(other.start, span.start):
            continue
        if other.end <= span.start:
            apart = finder.between(other.end, span.start)
            barred = _barred_hard(finder, other.end, span.start)
        elif other.start >= span.end:
            apart = finder.between(span.end, other.start)
            barred = _barred_hard(finder, span.end, other.start)
        else:
            apart, barred = 0, False
        if apart <= reach and not barred and (nearest is None or apart < nearest):
            nearest = apart
    return nearest


def _barred_hard(finder: Finder, left: int, right: int) -> bool:
    positions = finder.message.positions
    return any(
        left <= place < right for word in ("but", "however", "though") for place in positions.get(word, ())
    )


def _general(finder: Finder, span: Span) -> bool:
    return _supposed(finder, span) or _asked(finder, span)


def _supposed(finder: Finder, span: Span) -> bool:
    """Whether the sentence supposes it ("if my lips ever swelled"): "my" makes that no report, "now" does."""
    for opener in finder.group("hypothetical"):
        if opener.start >= span.end or not finder.same_sentence(opener.start, span.start):
            continue
        if finder.between(opener.end, span.start) <= BEFORE and not any(
            opener.end <= now.start < span.end + 10 for now in finder.group("now") if _in(finder, now, span)
        ):
            return True
    return False


def _asked(finder: Finder, span: Span) -> bool:
    personal = finder.group("personal")
    for opener in finder.group("general"):
        if opener.start > span.start or not finder.same_sentence(opener.start, span.start):
            continue
        if finder.between(opener.end, span.start) > BEFORE or _told(finder, opener):
            continue
        if not any(
            opener.end <= other.start < span.end + 10 for other in personal if _in(finder, other, span)
        ):
            return True
    for after in finder.group("general_after"):
        if after.start < span.end or not finder.same_sentence(after.start, span.start):
            continue
        if finder.between(span.end, after.start) > 3:
            continue
        first = span.start
        while first and finder.same_sentence(first - 1, span.start) and span.start - first < BEFORE:
            first -= 1
        if not any(first <= other.start < after.end + 4 for other in personal if _in(finder, other, span)):
            return True
    return False


_TELLING = frozenset(("is", "are"))
_STARTERS = frozenset("and but so or hi hello hey please also then wondering ask question just".split())


def _told(finder: Finder, opener: Span) -> bool:
    """Whether the opener is no question: `is` after a subject tells ("her face is …")."""
    message = finder.message
    if message.words[opener.start] not in _TELLING or opener.start == 0:
        return False
    before = opener.start - 1
    if message.clause[before] != message.clause[opener.start]:
        return False
    return message.words[before] not in _STARTERS


def _in(finder: Finder, other: Span, span: Span) -> bool:
    return finder.same_sentence(other.start, span.start)
