"""Labelled messages: what to ask the bot, and what a good reply would be.

A row of a `.jsonl` file has `text` (or `turns`, judged by the last one) and `accept` (ids of good answers, best
first), and perhaps `okay` (tolerable ones), `second` (good answers to the second of two questions), `never` (answers
to the opposite question), `level` (the notice that must come first, or `none`), `maybe_level` and `kind`. A row with
`level` and no `accept` is judged by its notice alone. The question files of `tests/questions` give rows too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.reader import Place, read_file
from bot.core.errors import ContentError, Problem

_NOT_ASKED = "_known_misses"
"""A list of questions that stand in other files."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    turns: tuple[str, ...]
    accept: tuple[str, ...] = ()
    okay: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    level: str = "none"
    maybe_level: bool = False
    kind: str = ""
    only_notice: bool = False
    """Whether nobody has said which card answers it."""

    @property
    def key(self) -> str:
        """What the row is found by in another report."""
        return " ⏎ ".join(self.turns)

    @property
    def good(self) -> tuple[str, ...]:
        """Every good answer to any of its questions."""
        return (*self.accept, *self.second)

    @property
    def calm(self) -> bool:
        """Whether no notice is due."""
        return self.level == "none" and not self.maybe_level

    @property
    def answerable(self) -> bool:
        """Whether a card answers it."""
        return bool(self.accept) and self.calm

    @property
    def plain(self) -> bool:
        """Whether it is one question, in one message, with no trap in it."""
        return len(self.turns) == 1 and not self.second and not self.never

    @property
    def not_ours(self) -> bool:
        """Whether nothing here should answer it."""
        return not (self.good or self.okay or self.only_notice) and self.level == "none"


def read_rows(path: Path, levels: Mapping[str, str]) -> list[Row]:
    """The rows of a .jsonl file, a question file or a folder of question files.

    `levels` gives each red flag's level. Raises ContentError with every line that is no labelled message.
    """
    problems: list[Problem] = []
    files = [file for file in sorted(path.rglob("*.yaml")) if file.stem != _NOT_ASKED] or [path]
    rows = []
    for file in files:
        if file.suffix in (".yaml", ".yml"):
            rows += list(_in_yaml(read_file(file, file.name, problems), levels))
        else:
            rows += list(_in_lines(file, problems))
    if not rows and not problems:
        problems.append(Problem(path.name, 1, "there is no labelled message here.", "See intents/README.md."))
    if problems:
        raise ContentError(problems)
    return rows


def _in_lines(file: Path, problems: list[Problem]) -> Iterator[Row]:
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _row(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            remedy = "It needs `text` (or `turns`) and `accept` (or `level`)."
            problems.append(Problem(file.name, number, "this is no labelled message.", remedy))


def _row(found: Mapping[str, Any]) -> Row:
    turns = _texts(found, "turns") or (found["text"],)
    if not all(isinstance(turn, str) for turn in turns) or not ("accept" in found or "level" in found):
        raise ValueError("not labelled")
    return Row(
        turns=turns,
        accept=_texts(found, "accept"),
        okay=_texts(found, "okay"),
        second=_texts(found, "second"),
        never=_texts(found, "never"),
        level=str(found.get("level", "none")),
        maybe_level=bool(found.get("maybe_level", False)),
        kind=str(found.get("kind", "")),
        only_notice="accept" not in found,
    )


def _texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = found.get(key, ())
    if isinstance(value, str):
        raise TypeError(key)
    return tuple(map(str, value))


def _in_yaml(root: Place, levels: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a question file, which says by its keys what kind it is."""
    for key, place in (keys := root.mapping()).items():
        if key == "questions":
            card = keys["card"].text() if "card" in keys else ""
            for item in place.items():
                asked, also = _asked(item, "also")
                yield Row((asked,), (card, *also))
        elif key == "messages":
            yield from (Row((text,), kind="not ours") for text in place.texts())
        elif key == "calm":
            yield from (Row((text,), kind="calm", only_notice=True) for text in place.texts())
        elif key == "follow_ups":
            for item in place.items():
                parts = item.mapping({"turns": True, "expect": True})
                if len(parts) == 2:
                    yield Row(parts["turns"].texts(), parts["expect"].texts(), kind="follow-up")
        elif key == "two_questions":
            for item in place.items():
                parts = item.mapping({"ask": True, "expect": True})
                pair = [each.texts() for each in parts["expect"].items()] if "expect" in parts else []
                if len(pair) == 2 and "ask" in parts:
                    yield Row((parts["ask"].text(),), pair[0], second=pair[1], kind="two questions")
        elif key == "opposites":
            for item in place.items():
                asked, never = _asked(item, "never")
                parts = item.mapping()
                if "expect" in parts:
                    yield Row((asked,), parts["expect"].texts(), never=never, kind="opposite")
        elif key in levels:
            for text in place.texts():
                yield Row((text,), level=levels[key], kind="danger", only_notice=True)
        elif key != "card":
            place.complain(f"`{key}` is not a kind of question that is known here.")


def _asked(item: Place, more: str) -> tuple[str, tuple[str, ...]]:
    """A question and the list of ids beside it; it may stand there as a bare text."""
    if getattr(item.node, "id", "") != "mapping":
        return item.text(), ()
    parts = item.mapping()
    if "ask" not in parts:
        item.complain("`ask` is missing.", "Add it.")
        return "", ()
    return parts["ask"].text(), parts[more].texts() if more in parts else ()
