"""Replies as Telegram HTML: everything escaped, short enough to send, and never cut inside a notice."""

from __future__ import annotations

import html
import re

from bot.dialogue.reply import Block, Reply

MOST_UNITS = 4096
"""Most UTF-16 units of one message after parsing; Telegram refuses more."""
FOLDED_FROM = 600
"""Longer further reading is folded, so that a phone screen is not filled at one tap."""
_BULLET = re.compile(r"^- ", re.MULTILINE)


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pages(reply: Reply) -> tuple[str, ...]:
    """The reply as one or more messages of HTML, split between blocks where it is too long for one."""
    parts: list[str] = []
    current: list[str] = []
    size = 0
    for block in (piece for whole in reply.blocks for piece in _fitting(whole)):
        length = units(block.text) + 2
        if current and size + length > MOST_UNITS:
            parts.append("\n\n".join(current))
            current, size = [], 0
        current.append(_html(block))
        size += length
    return (*parts, "\n\n".join(current)) if current else tuple(parts)


def _html(block: Block) -> str:
    text = html.escape(_BULLET.sub("• ", block.text.strip()), quote=False)
    if block.kind == "source":
        for link in sorted(block.links, key=lambda link: -len(link.text)):
            shown = html.escape(link.text, quote=False)
            target = html.escape(link.url)
            text = _once(text, shown, f'<a href="{target}">{shown}</a>')
        return text
    if block.kind == "notice":
        first, gap, rest = text.partition("\n\n")
        return f"<b>{first}</b>{gap}{rest}"
    if block.kind == "heading":
        return f"<b>{text}</b>"
    if block.kind == "understood":
        return f"<i>{text}</i>"
    if block.kind == "more" and len(text) > FOLDED_FROM:
        return f"<blockquote expandable>{text}</blockquote>"
    return text


def _once(text: str, old: str, new: str) -> str:
    # Not inside a link that is there already: one source's name may hold another's.
    start = 0
    while (found := text.find(old, start)) >= 0:
        before = text[:found]
        if before.count("<a ") == before.count("</a>"):
            return f"{before}{new}{text[found + len(old) :]}"
        start = found + len(old)
    return text


def _fitting(block: Block) -> list[Block]:
    """The block, or pieces of it that each fit into one message, cut between lines where that is possible."""
    text = block.text.strip()
    if not text:
        return []
    if units(text) <= MOST_UNITS - 2:
        return [block]
    pieces: list[str] = []
    while units(text) > MOST_UNITS - 2:
        room = text[: (MOST_UNITS - 2) // 2]  # each character is at most two units
        cut = (
            max(room.rfind("\n"), room.rfind(". ") + 1)
            if max(room.rfind("\n"), room.rfind(". ")) > 0
            else len(room)
        )
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [Block(block.kind, piece, block.links) for piece in (*pieces, text) if piece]
