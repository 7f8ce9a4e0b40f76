"""What can go wrong, as a tree with one root.

LupusBotError
├── ContentError      the content folder cannot be used; holds every problem found, not only the first
└── SettingsError     a setting is missing or malformed; never shows the setting's value
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


class LupusBotError(Exception):
    """Base of every error that the program raises on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the content: where, what, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}: {self.severity}: {self.what}{remedy}"


class ContentError(LupusBotError):
    """The content folder cannot be loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(LupusBotError):
    """A setting is missing or malformed. The message names the setting and the form it must have."""
