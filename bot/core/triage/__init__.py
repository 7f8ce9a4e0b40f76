"""Danger first: which red flags a message raises, by rules that are content."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from bot.core.red_flags import RedFlag, RedFlags, Rule
from bot.core.triage.calm import GROUPS, readings
from bot.core.triage.finding import FAR, Finder, Group, Span
from bot.core.triage.patterns import Pattern, Phrase, parse, parse_phrase, words_of
from bot.core.triage.signs import Index, Signs, Words
from bot.core.triage.tokens import read_message
from bot.core.triage.typos import Repairer

WEAKENED = "weakened"
"""The group that a conversation about steroids or such medicines stands in for."""
BACKGROUND = "background"
"""The group whose members are circumstances, not signs: that they are past or asked about is no calm reading."""

# In the groups of the calm readings a stray word between two others changes the meaning.
_TIGHT = frozenset(GROUPS)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a flag was raised: the rule as written, and the words of the message that met it.

    The words are for `--explain` on a reviewer's own screen: never stored, never logged."""

    flag: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class _When:
    rule: Rule
    pattern: Pattern
    needs: tuple[Words, ...]
    """The message must have a word of each, or the rule cannot be met: most rules stop here."""


@dataclass(frozen=True, slots=True)
class _Flag:
    flag: RedFlag
    when: tuple[_When, ...]
    unless: tuple[Pattern, ...]


class Triage:
    """Reads messages with one set of rules. Raises PatternError for a rule that cannot be read."""

    def __init__(self, red_flags: RedFlags) -> None:
        groups: dict[str, tuple[Phrase, ...]] = {
            name: tuple(parse_phrase(phrase) for phrase in phrases)
            for name, phrases in red_flags.groups.items()
            if name != BACKGROUND
        }
        signs = Signs(groups)
        self._flags = tuple(
            _Flag(
                flag,
                tuple(_when(rule, signs) for rule in flag.when),
                tuple(parse(rule.pattern) for rule in flag.unless),
            )
            for flag in red_flags.flags
        )
        self._groups = {name: Group(phrases, signs) for name, phrases in groups.items()}
        self._rules = tuple((flag, when) for flag in self._flags for when in flag.when)
        self._index = Index(next(iter(when.needs), ()) for _, when in self._rules)
        order = {notice.id: place for place, notice in enumerate(red_flags.notices)}
        urgent = {notice.id for notice in red_flags.notices if notice.level == "urgent"}
        self._rank = {flag: (flag in urgent, place) for flag, place in order.items()}
        rule_words = set().union(*map(words_of, groups.values()), *map(_words, self._flags))
        self._repairer = Repairer(rule_words, red_flags.real_words)
        self._background = frozenset(red_flags.groups.get(BACKGROUND, ()))

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        """Ids of the red flags in a message, the one to show first: emergencies, then file order.

        `weakened`: the conversation has mentioned steroids or a medicine that weakens the immune
        system, so that signs of infection count. Never raises, whatever the text.
        """
        return tuple(dict.fromkeys(finding.flag for finding in self.explain(text, weakened=weakened)))

    def explain(self, text: str, *, weakened: bool = False) -> tuple[Finding, ...]:
        """The flags, first to show first, each with the first rule that raised it."""
        finder = Finder(read_message(text, self._repairer), self._groups, _TIGHT)
        present = finder.message.positions.keys()
        found: dict[str, Finding] = {}
        for place in self._index.within(finder.message):
            flag, when = self._rules[place]
            if flag.flag.id in found or any(map(present.isdisjoint, when.needs)):
                continue
            spans = self._met(finder, flag, when.pattern, weakened)
            if spans is not None:
                words = " … ".join(" ".join(finder.message.words[span.start : span.end]) for span in spans)
                found[flag.flag.id] = Finding(flag.flag.id, when.rule.pattern, words)
        replaced = {other for flag in self._flags if flag.flag.id in found for other in flag.flag.instead_of}
        kept = [finding for flag, finding in found.items() if flag not in replaced]
        return tuple(sorted(kept, key=lambda finding: self._rank.get(finding.flag, (True, 0))))

    def _met(self, finder: Finder, flag: _Flag, pattern: Pattern, weakened: bool) -> list[Span] | None:
        """The spans that meet every part of a pattern with no calm reading, or None."""
        parts = [terms for terms in pattern.parts if not (weakened and _is_group(terms, WEAKENED))]
        standing = list(takewhile(bool, map(finder.near, parts)))
        if not parts or len(standing) < len(parts):
            return None
        chosen: list[list[Span]] = []
        for terms, spans in zip(parts, standing, strict=True):
            background = all(self._is_background(term) for term in terms)
            spans = [span for span in spans if self._alarming(finder, flag, pattern, span, background)]
            if not spans:
                return None
            chosen.append(spans)
        for span in chosen[0]:
            close = [
                [o for o in spans if abs(o.start - span.start) <= FAR and not o.used & span.used]
                for spans in chosen[1:]
            ]
            if all(close):
                return [span, *(spans[0] for spans in close)]
        return None

    def _is_background(self, phrase: Phrase) -> bool:
        return all(
            item.groups and not item.words and self._background.issuperset(item.groups) for item in phrase
        )

    def _alarming(self, finder: Finder, flag: _Flag, pattern: Pattern, span: Span, background: bool) -> bool:
        for phrase in pattern.forbidden:
            if any(_close(finder, span, other) for other in finder.phrase(phrase)):
                return False
        for unless in () if background else flag.unless:
            if any(_close(finder, span, other) for part in unless.parts for other in finder.near(part)):
                return False
        calm = readings(finder, span) - flag.flag.even_if
        return not (calm & {"negated", "idiom"} if background else calm)


def _when(rule: Rule, signs: Signs) -> _When:
    pattern = parse(rule.pattern)
    needs = {
        need
        for part in pattern.parts
        if not _is_group(part, WEAKENED)  # the conversation may stand in for it
        for need in signs.steps(part)
    }
    return _When(rule, pattern, tuple(sorted(needs, key=len)))


def _close(finder: Finder, span: Span, other: Span) -> bool:
    if not finder.same_sentence(span.start, other.start):
        return False
    return finder.between(other.end, span.start) <= NEARBY and finder.between(span.end, other.start) <= NEARBY


NEARBY = 8
"""Words, fillers apart, within which an `unless:` or `!` pattern counts."""


def _is_group(terms: tuple[Phrase, ...], name: str) -> bool:
    return len(terms) == 1 and len(terms[0]) == 1 and name in terms[0][0].groups


def _words(flag: _Flag) -> set[str]:
    patterns = [when.pattern for when in flag.when] + list(flag.unless)
    phrases = [phrase for pattern in patterns for part in pattern.parts for phrase in part]
    return words_of(phrases) | words_of(phrase for pattern in patterns for phrase in pattern.forbidden)
