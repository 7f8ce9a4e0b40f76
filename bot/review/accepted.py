"""Warnings that a person has looked at and accepted, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.content.reader import read_file
from bot.core.errors import Problem

_KEYS = {"file": True, "what": True, "reason": True}


def without_accepted(
    problems: Sequence[Problem],
    accepted: Path,
    *,
    nearly: Sequence[Problem] = (),
    complete: bool = True,
) -> list[Problem]:
    """The problems left after taking out accepted warnings.

    An entry that fits no warning is a problem, unless it fits one that was `nearly` given, or not everything was
    looked for. The file is a list of `file:` (as shown by the check), `what:` (how the message begins) and `reason:`.
    """
    trouble: list[Problem] = []
    left = list(problems)
    for entry in read_file(accepted, accepted.name, trouble).items():
        keys = {key: place.text() for key, place in entry.mapping(_KEYS).items()}
        if not all(keys.get(key) for key in _KEYS):
            entry.complain("an accepted warning needs `file`, `what` and `reason`.", "Fill them in.")
            continue
        fitting = [problem for problem in left if _fits(problem, keys["file"], keys["what"])]
        close = any(_fits(problem, keys["file"], keys["what"]) for problem in nearly)
        if not fitting and not close and complete:
            entry.complain("no warning fits this entry any more.", "Take it out.")
        left = [problem for problem in left if problem not in fitting]
    return left + trouble


def _fits(problem: Problem, file: str, what: str) -> bool:
    return problem.severity == "warning" and problem.file == file and problem.what.startswith(what)
