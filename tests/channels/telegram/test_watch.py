"""The safety watch: off by default, for danger only, once an hour per person, and nothing is kept or counted."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channels.telegram.group_settings import GroupSettings, keep
from bot.delivery import Outcome
from tests.channels.telegram.wire import ANN, BOB, CHEST_PAIN, GROUP, ROSES, Wire


@pytest.fixture(autouse=True)
async def _on(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings(watch=True))


async def test_it_is_off_until_admins_switch_it_on(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings())
    assert await wire.say(CHEST_PAIN, GROUP) is Outcome.SILENT


async def test_danger_in_an_unaddressed_message_gets_one_gentle_reply(wire: Wire) -> None:
    await wire.say(CHEST_PAIN, GROUP)
    assert wire.text.startswith("I am a program that looks out for signs of an emergency here")
    assert "<b>Call 999 now" in wire.text
    assert wire.replied_to() == wire.said["message_id"]
    assert await wire.say(CHEST_PAIN, GROUP) is Outcome.SILENT


async def test_another_person_gets_a_reply_of_their_own_and_everybody_again_after_an_hour(wire: Wire) -> None:
    await wire.say(CHEST_PAIN, GROUP, ANN)
    assert await wire.say(CHEST_PAIN, GROUP, BOB) is Outcome.ANSWERED
    now = wire.shared.clock()
    wire.shared.watched._clock = lambda: now + 3601
    assert await wire.say(CHEST_PAIN, GROUP, ANN) is Outcome.ANSWERED


@pytest.mark.parametrize("text", [ROSES, "hello all", "/unknown", f"/warn@another_bot {CHEST_PAIN}"])
async def test_nothing_else_is_answered(wire: Wire, text: str) -> None:
    assert await wire.say(text, GROUP) is Outcome.SILENT


async def test_other_bots_are_not_watched(wire: Wire) -> None:
    assert await wire.say(CHEST_PAIN, GROUP, {**BOB, "is_bot": True}) is Outcome.SILENT


async def test_a_message_that_is_edited_into_danger_is_seen(wire: Wire) -> None:
    await wire.say("hello all", GROUP)
    await wire.edit(wire.said, CHEST_PAIN)
    assert "<b>Call 999 now" in wire.text


async def test_nothing_is_counted(wire: Wire) -> None:
    await wire.say(CHEST_PAIN, GROUP)
    assert await wire.shared.store.counts(date.min) == ()
