"""What one turn gives to a channel: blocks of text, buttons, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.core.model import Context, Match, Notice

BlockKind = Literal["notice", "line", "understood", "answer", "more", "get_help", "source", "heading"]
TurnKind = Literal["answer", "clarify", "fallback", "out_of_scope", "escalate"]
Action = Literal["card", "more", "topic", "page", "not_now", "none_of_these"]


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a block's text that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or more of plain text; lines that start with "- " are bullets."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. What `value` holds depends on `action`: a card id, a topic, a page …"""

    label: str
    action: Action
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message, before any channel has rendered it."""

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()

    def text(self) -> str:
        """The message as plain text, without buttons."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept of a conversation between turns: ids, names and times, never text."""

    context: Context = field(default_factory=Context)
    flags: tuple[tuple[str, float], ...] = ()
    """Red flags whose notice was shown, and when (seconds of the caller's clock)."""
    offered: tuple[Button, ...] = ()
    """The buttons of the last reply, so that a number can be typed instead of tapped."""
    fallbacks: int = 0
    """How many turns in a row were not understood."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message answered. The first six fields are the JSON contract of `lupus-bot ask --json`."""

    decision: TurnKind
    reply: Reply
    notice: Notice | None = None
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    remembered: Remembered = field(default_factory=Remembered)
    ranked: tuple[Match, ...] = ()
    understood: str = ""
    """The repaired text, for `--explain` only."""
