"""A group's life: the bot is added, the group moves, the bot leaves."""

from __future__ import annotations

import time

import pytest

from bot.channels.telegram.group_settings import GroupSettings, keep, load
from bot.delivery import Outcome
from tests.channels.telegram.wire import ADMIN, ANN, BASIC, BOT, GROUP, ROSES, Json, Wire
from tests.support.bot_api import Fault

ASK = f"/ask {ROSES}"
MOVED: Json = {"id": GROUP["id"], "type": "supergroup", "title": "A basic group"}


def change(before: str, after: str, chat: Json = GROUP) -> Json:
    """The bot's place in a chat changes."""
    old, new = ({"status": status, "user": BOT} for status in (before, after))
    if "kicked" in (before, after):
        (old if before == "kicked" else new)["until_date"] = 0
    return {
        "chat": chat,
        "from": ADMIN,
        "date": int(time.time()),
        "old_chat_member": old,
        "new_chat_member": new,
    }


@pytest.mark.parametrize("chat", [GROUP, BASIC])
async def test_it_greets_once_in_three_lines(wire: Wire, chat: Json) -> None:
    await wire.update("my_chat_member", change("left", "member", chat))
    lines = wire.text.split("\n")
    assert len(lines) == 3
    assert "/ask" in lines[1]
    assert "/settings" in lines[2]
    again = await wire.update("my_chat_member", change("left", "member", chat))
    assert again is Outcome.SILENT


async def test_a_greeting_that_could_not_be_sent_is_sent_at_the_next_try(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", description="Bad Request: something odd"))
    assert await wire.update("my_chat_member", change("left", "member")) is Outcome.FAILED
    assert await wire.update("my_chat_member", change("left", "member")) is Outcome.ANSWERED


@pytest.mark.parametrize("after", ["member", "administrator", "restricted"])
async def test_other_changes_are_not_greeted(wire: Wire, after: str) -> None:
    body = change("member", "member")
    body["new_chat_member"]["status"] = after
    assert await wire.update("my_chat_member", body) is Outcome.SILENT


async def test_a_channel_and_a_private_chat_are_not_greeted(wire: Wire) -> None:
    for chat in ({"id": -1007, "type": "channel", "title": "C"}, {"id": 7, "type": "private"}):
        assert await wire.update("my_chat_member", change("left", "member", chat)) is Outcome.SILENT


async def test_the_start_that_a_link_for_groups_sends_is_no_second_greeting(wire: Wire) -> None:
    await wire.update("my_chat_member", change("left", "member"))
    assert await wire.say("/start@lupus_test_bot hello", GROUP) is Outcome.SILENT


async def test_settings_are_kept_for_seven_days_after_the_bot_left(wire: Wire) -> None:
    store = wire.shared.store
    await keep(store, GROUP["id"], GroupSettings("private"))
    await wire.update("my_chat_member", change("member", "left"))
    await store.purge(0)
    assert (await load(store, GROUP["id"])).mode == "private"
    later = time.time() + 7 * 24 * 3600 + 5
    store._clock = lambda: later  # type: ignore[attr-defined]
    await store.purge(0)
    assert await store.group(GROUP["id"]) is None


async def test_settings_stay_if_the_bot_comes_back_in_time(wire: Wire) -> None:
    store = wire.shared.store
    await keep(store, GROUP["id"], GroupSettings("private"))
    await wire.update("my_chat_member", change("member", "kicked"))
    await wire.update("my_chat_member", change("kicked", "member"))
    assert wire.text.startswith("Hello.")
    later = time.time() + 8 * 24 * 3600
    store._clock = lambda: later  # type: ignore[attr-defined]
    await store.purge(0)
    assert (await load(store, GROUP["id"])).mode == "private"


@pytest.mark.parametrize("seen", ["old", "new", "both"])
async def test_settings_go_along_when_a_group_becomes_a_supergroup(wire: Wire, seen: str) -> None:
    store = wire.shared.store
    await keep(store, BASIC["id"], GroupSettings("private"))
    if seen != "new":
        assert await wire.say(None, BASIC, migrate_to_chat_id=MOVED["id"]) is Outcome.SILENT
    if seen != "old":
        assert await wire.say(None, MOVED, migrate_from_chat_id=BASIC["id"]) is Outcome.SILENT
    assert (await load(store, MOVED["id"])).mode == "private"
    assert await store.group(BASIC["id"]) is None


@pytest.mark.parametrize("method", ["sendMessage", "getChatMember"])
async def test_a_question_to_the_old_group_is_answered_in_the_new_one(wire: Wire, method: str) -> None:
    store = wire.shared.store
    await keep(store, BASIC["id"], GroupSettings(quiet=True))
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    fault = Fault("400", method, count=9, chat_id=BASIC["id"], description=upgraded, migrated_to=MOVED["id"])
    wire.api.faults.append(fault)
    text, who = (ASK, ANN) if method == "sendMessage" else ("/settings", ADMIN)
    assert await wire.say(text, BASIC, who) is Outcome.ANSWERED
    assert int(wire.last["chat_id"]) == MOVED["id"]
    assert (await load(store, MOVED["id"])).quiet
    assert await store.group(BASIC["id"]) is None


async def test_a_press_in_the_old_group_follows_too(wire: Wire) -> None:
    await wire.say("/settings", BASIC, ADMIN)
    shown = wire.shown()
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    wire.api.faults.append(
        Fault("400", "getChatMember", chat_id=BASIC["id"], description=upgraded, migrated_to=MOVED["id"])
    )
    assert await wire.tap("Danger notices only: off", ADMIN, shown) is Outcome.ANSWERED
    assert (await load(wire.shared.store, MOVED["id"])).mute
