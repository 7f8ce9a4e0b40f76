"""The question files: what people ask, and what a right reply is. Never loaded by the bot.

`python -m tests.support.questions` writes `_known_misses.yaml` anew: read the difference before you keep it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from bot.app import build
from bot.content.library import packaged_intents
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import answer
from bot.dialogue.reply import Remembered, Turn
from bot.encoder import shipped
from bot.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "questions"
OFFERED = 3
"""Suggestions that count as offered."""
MISSES = "_known_misses"


@dataclass(frozen=True)
class Question:
    """Messages of one conversation and what the last reply must hold."""

    file: str
    turns: tuple[str, ...]
    expect: tuple[tuple[str, ...], ...]
    """For each question in the last message, the ids that are right; empty: no card may be shown."""
    never: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return " / ".join(self.turns)


def read(name: str) -> Any:
    """One question file as plain data; all scalars are texts."""
    path = FOLDER / f"{name}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only


def card_files() -> list[str]:
    """The names of the files that test one card each: topic/name."""
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.yaml"))


def questions(name: str) -> Iterator[Question]:
    """The questions of a file, whatever its form."""
    data = read(name)
    if name == "_out_of_scope":
        for message in data["messages"]:
            yield Question(name, (message,), ())
    elif name == "_follow_ups":
        for row in data["follow_ups"]:
            yield Question(name, tuple(row["turns"]), (tuple(row["expect"]),))
    elif name == "_two_questions":
        for row in data["two_questions"]:
            yield Question(name, (row["ask"],), tuple(map(tuple, row["expect"])))
    elif name == "_opposites":
        for row in data["opposites"]:
            yield Question(name, (row["ask"],), (tuple(row["expect"]),), tuple(row.get("never", ())))
    else:
        for row in data["questions"]:
            asked, also = (row["ask"], row.get("also", [])) if isinstance(row, dict) else (row, [])
            yield Question(name, (asked,), ((data["card"], *also),))


def replied(assistant: Assistant, question: Question) -> Turn:
    """The last turn of the question's conversation."""
    remembered = Remembered()
    for position, text in enumerate(question.turns):
        turn = answer(assistant, text, remembered, now=position * 120.0)
        remembered = turn.remembered
    return turn


def is_right(question: Question, turn: Turn) -> bool:
    """Whether the reply answers with, or offers, what the question expects."""
    if not question.expect:
        return not turn.answers
    if set(turn.answers) & set(question.never):
        return False
    shown = (*turn.answers, *turn.suggestions[: OFFERED - len(turn.answers)])
    if len(question.expect) == 2:
        return all(set(turn.answers) & set(right) for right in question.expect)
    if turn.answers and question.file == "_opposites":
        return turn.answers[0] in question.expect[0]
    return bool(set(shown) & set(question.expect[0]))


def all_files() -> list[str]:
    """Every file of questions that name their cards."""
    special = ("_out_of_scope", "_follow_ups", "_two_questions", "_opposites")
    return [*card_files(), *(name for name in special if (FOLDER / f"{name}.yaml").is_file())]


def known_misses() -> dict[str, list[str]]:
    """Questions that fail and are known to, by file."""
    path = FOLDER / f"{MISSES}.yaml"
    return (read(MISSES) or {}) if path.is_file() else {}


def _assistants() -> Iterator[Assistant]:
    """Two that learned from the same content, one of them from vectors in 8 bits and one not: what only one of them
    understands another machine may miss too."""
    with TemporaryDirectory() as folder:
        yield build(Settings(state_dir=Path(folder) / "shipped"), packaged_intents(), apart=False).assistant
        with pytest.MonkeyPatch.context() as patch:
            for kept in ("array", "text"):
                patch.setattr(shipped, kept, lambda key: None)
            yield build(Settings(state_dir=Path(folder) / "exact"), packaged_intents(), apart=False).assistant


def _write_misses() -> None:
    misses: dict[str, list[str]] = {}
    total = 0
    assistants = list(_assistants())
    for name in all_files():
        for question in questions(name):
            total += 1
            if not all(is_right(question, replied(each, question)) for each in assistants):
                misses.setdefault(name, []).append(question.key)
    body = yaml.safe_dump(misses, allow_unicode=True, width=1000) if misses else "{}\n"
    head = (
        "# Questions that the bot gets wrong and that are known to be. One that it gets right is to come out of here:\n"
        "# a test fails where many are. The list may only shrink.\n"
    )
    (FOLDER / f"{MISSES}.yaml").write_text(head + body, encoding="utf-8")
    print(f"{sum(map(len, misses.values()))} of {total} questions are missed")


if __name__ == "__main__":
    _write_misses()
