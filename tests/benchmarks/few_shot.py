"""A public few-shot set as a content folder: each intent is a card, its training phrasings are utterances."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from bot.core.normalise import normalise

PHRASINGS = 10
"""Phrasings of each intent."""


@dataclass(frozen=True)
class FewShot:
    """Rows are (text, card id)."""

    name: str
    train: list[tuple[str, str]]
    valid: list[tuple[str, str]]
    strangers: list[str]
    """Messages of no intent."""


def read_set(path: Path) -> FewShot:
    """A set from its JSON file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return FewShot(
        path.stem,
        [(text, _card(intent)) for text, intent in found["train"]],
        [(text, _card(intent)) for text, intent in found["valid"]],
        [row[0] if isinstance(row, list) else row for row in found.get("out_of_scope_valid") or ()],
    )


def as_content(found: FewShot, folder: Path) -> Path:
    """Write a set's training phrasings as cards, and give the folder."""
    by_card: dict[str, list[str]] = {}
    for text, card in found.train:
        by_card.setdefault(card, []).append(text)
    for card, texts in by_card.items():
        topic, _, name = card.partition(".")
        path = folder / topic / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        title = name.replace("_", " ").capitalize()
        lines = [f"id: {card}", f"title: {_quoted(title)}", "utterances:"]
        lines += [f"  - {_quoted(text)}" for text in list(dict.fromkeys(texts))[:PHRASINGS]]
        lines.append(f"answer: {_quoted(title + '.')}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _card(intent: str) -> str:
    return "set." + re.sub(r"[^a-z0-9]+", "_", normalise(intent)).strip("_")


def _quoted(text: str) -> str:
    # A JSON text is a YAML text.
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
