"""What can be read and forgotten: /privacy, /forget, and what commands say in the wrong place."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialogue.pages import Operator
from tests.channels.telegram.wire import ROSES, Wire


async def test_privacy_says_what_is_kept_and_who_runs_the_bot(wire: Wire) -> None:
    await wire.say("/privacy")
    assert "I do not keep your messages, your name or your user number" in wire.text
    assert "Who runs this bot" not in wire.text
    wire.shared.operator = Operator("help@example.org", "https://example.org/privacy")
    await wire.say("/privacy")
    assert "Who runs this bot: help@example.org" in wire.text
    assert "Full privacy policy: https://example.org/privacy" in wire.text


async def test_forget_forgets_the_conversation(wire: Wire) -> None:
    await wire.say("/short")
    await wire.say(ROSES)
    await wire.tap("More about this")
    person = (7, 7)
    assert wire.shared.memory.recall(person, wire.shared.clock()).offered
    await wire.say("/forget")
    assert wire.text.startswith("Forgotten.")
    assert not wire.shared.memory.recall(person, wire.shared.clock()).context.cards
    assert not wire.shared.is_short(person)


@pytest.mark.parametrize("command", ["/settings", "/groupcheck"])
async def test_what_is_for_groups_says_so_in_private(wire: Wire, command: str) -> None:
    await wire.say(command)
    assert wire.text == "That command is for admins of a group that I am in."


async def test_an_unknown_command_gets_a_calm_line(wire: Wire) -> None:
    await wire.say("/nonsense")
    assert wire.text == "I do not know that command. Type a question, or tap /help."


async def test_commands_are_not_counted_as_questions_that_were_not_understood(wire: Wire) -> None:
    for command in ("/start", "/short", "/topics", "/nonsense"):
        await wire.say(command)
    assert await wire.shared.store.counts(date.min) == ()


async def test_what_was_seen_is_remembered_no_longer_than_privacy_says(wire: Wire) -> None:
    await wire.say(ROSES)
    asked = (7, wire.said["message_id"])
    assert "For up to 15 minutes I remember which answers you saw" in wire.shared.library.wording["privacy"]
    now = wire.shared.clock()
    for kept in (wire.shared.before, wire.shared.alternatives, wire.shared.lists):
        kept._clock = lambda: now + 15 * 60 + 1  # type: ignore[attr-defined]
    assert wire.shared.before.get(asked) is None
    assert not wire.shared.alternatives.get((7, 7))
    assert not wire.shared.memory.recall((7, 7), now + 15 * 60 + 1).context.cards
