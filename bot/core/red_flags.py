"""What means "get help now": the rules as loaded from `_red_flags.yaml`, and their notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.model import Notice, Review

Reading = Literal["negated", "past", "general", "fiction"]
"""A calm way to read alarming words. An idiom is one too, but no flag may look past it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One `when:` line of a flag: the pattern as written, and where it stands."""

    pattern: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What raises one flag. The notice with the same id is what it then shows."""

    id: str
    when: tuple[Rule, ...] = ()
    unless: tuple[Rule, ...] = ()
    """Patterns that make a nearby match of this flag calm."""
    even_if: frozenset[Reading] = frozenset()
    """Calm readings that do not count for this flag."""
    instead_of: tuple[str, ...] = ()
    """Flags that this one takes the place of."""
    examples: tuple[str, ...] = ()
    """Check phrases: each must raise the flag, at every start and every reload."""
    review: Review = Review()  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class RedFlags:
    """The notices, in file order, and the rules that find them."""

    notices: tuple[Notice, ...] = ()
    flags: tuple[RedFlag, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Named lists of phrases that rules refer to as `<name>`."""
    real_words: frozenset[str] = frozenset()
    """Words that are never taken for a misspelt rule word."""

    def notice(self, flag: str) -> Notice:
        """The notice with this id. Raises KeyError for an unknown one."""
        for notice in self.notices:
            if notice.id == flag:
                return notice
        raise KeyError(flag)

    def examples(self, flag: str) -> tuple[str, ...]:
        """The check phrases of this flag. Raises KeyError for an unknown one."""
        for red_flag in self.flags:
            if red_flag.id == flag:
                return red_flag.examples
        raise KeyError(flag)
