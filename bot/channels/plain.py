"""A turn as plain text and as JSON: for scripts, tests and the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.core.library import Library
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import answer
from bot.dialogue.reply import Block, Remembered, Reply, Turn


def as_json(turn: Turn) -> dict[str, Any]:
    """The object of `lupus-bot ask --json`: a contract that other tools are built on."""
    notice = turn.notice
    return {
        "decision": turn.decision,
        "notice": {"id": notice.id, "level": notice.level} if notice else None,
        "answers": list(turn.answers),
        "suggestions": list(turn.suggestions),
        "confidence": round(turn.confidence, 4),
        "text": turn.reply.text(),
    }


def answer_line(assistant: Assistant, line: str) -> dict[str, Any]:
    """The JSON object for one line of `ask --jsonl`: an answer, several turns, or `{"error": …}`."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": 'this line is not JSON; write {"text": "…"} or {"turns": ["…"]}'}
    match asked:
        case {"text": str(text)}:
            return as_json(answer(assistant, text, Remembered()))
        case {"turns": [*turns]} if all(isinstance(turn, str) for turn in turns):
            return {"turns": _conversation(assistant, turns)}
    return {"error": 'this line needs "text" (a text) or "turns" (a list of texts)'}


def _conversation(assistant: Assistant, texts: list[str]) -> list[dict[str, Any]]:
    remembered = Remembered()
    turns = []
    for position, text in enumerate(texts):
        # Turns of one conversation are far enough apart for a notice to be shown in full again.
        turn = answer(assistant, text, remembered, now=position * 120.0)
        remembered = turn.remembered
        turns.append(as_json(turn))
    return turns


def explained(library: Library, turn: Turn, nearest: Callable[[str, str], str]) -> list[str]:
    """The steps from message to decision, a line each, in words that a volunteer understands.

    `nearest` gives a card's own phrasing that is nearest to the message as understood."""
    lines = [f"Read as:    {turn.understood}", f"Red flag:   {turn.notice.id if turn.notice else 'none'}"]
    for place, match in enumerate(turn.ranked, 1):
        title = library.cards[match.card].title if match.card in library.cards else ""
        lines.append(f"{place}. {match.confidence:4.0%}  {match.card}  ({title})")
        lines.append(f"        nearest phrasing: {nearest(match.card, turn.understood)}")
        if match.signals:
            shares = ", ".join(f"{signal.name} {signal.share:.0%}" for signal in match.signals)
            lines.append(f"        because of: {shares}")
    lines.append(f"Decision:   {turn.decision} ({turn.reason}), confidence {turn.confidence:.0%}")
    return lines


def with_links(reply: Reply) -> str:
    """The reply as plain text, with each link's address after its words."""
    return "\n\n".join(_block(block) for block in reply.blocks)


def _block(block: Block) -> str:
    text = block.text
    for link in block.links:
        text = text.replace(link.text, f"{link.text} <{link.url}>", 1)
    return text
