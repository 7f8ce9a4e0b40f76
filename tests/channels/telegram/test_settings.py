"""Admins decide how the bot behaves in their group; nobody else does."""

from __future__ import annotations

import pytest

from bot.channels.telegram.group_settings import GroupSettings, keep, load
from bot.delivery import Outcome
from tests.channels.telegram.wire import ADMIN, ANN, ANONYMOUS, CHEST_PAIN, GROUP, ROSES, Json, Wire
from tests.support.bot_api import Fault

ASK = f"/ask {ROSES}"


async def settings(wire: Wire) -> GroupSettings:
    return await load(wire.shared.store, GROUP["id"])


@pytest.mark.parametrize("extra", [{}, {"sender_chat": GROUP}], ids=["admin", "anonymous admin"])
async def test_settings_open_for_admins(wire: Wire, extra: Json) -> None:
    await wire.say("/settings", GROUP, ANONYMOUS if extra else ADMIN, **extra)
    assert wire.text.startswith("How shall I behave in this group?")
    assert wire.labels() == [
        "Answers: short, in the group",
        "Delete the asker’s command: off",
        "Delete answers after reading time: off",
        "Danger notices only: off",
        "Safety watch of all messages: off",
        "Topics",
        "Done",
    ]


@pytest.mark.parametrize("command", ["/settings", "/groupcheck"])
@pytest.mark.parametrize("channel", [False, True])
async def test_nobody_else_gets_more_than_a_line(wire: Wire, command: str, channel: bool) -> None:
    other = {"sender_chat": {"id": -1007, "type": "channel", "title": "C"}} if channel else {}
    await wire.say(command, GROUP, ANN, **other)
    assert wire.text == "Only admins of this group can do that."
    assert not wire.labels()


async def test_who_may_press_is_checked_at_the_moment_of_pressing(wire: Wire) -> None:
    await wire.say("/settings", GROUP, ADMIN)
    shown = wire.shown()
    await wire.tap("Danger notices only: off", ANN, shown)
    assert wire.pressed == "Only admins of this group can do that."
    wire.admins.clear()
    await wire.tap("Danger notices only: off", ADMIN, shown)
    assert wire.pressed == "Only admins of this group can do that."
    assert not (await settings(wire)).mute


async def test_every_switch_can_be_set_and_set_back(wire: Wire) -> None:
    await wire.say("/settings", GROUP, ADMIN)
    for label in list(wire.labels())[1:5]:
        await wire.tap(label, ADMIN)
        assert label.replace(": off", ": on") in wire.labels()
    assert await settings(wire) == GroupSettings(quiet=True, tidy=True, mute=True, watch=True)
    for label in list(wire.labels())[1:5]:
        await wire.tap(label, ADMIN)
    assert await settings(wire) == GroupSettings()
    assert len(wire.texts) == 1


async def test_the_answer_mode_goes_round(wire: Wire) -> None:
    await wire.say("/settings", GROUP, ADMIN)
    seen = []
    for _ in range(3):
        await wire.tap(wire.labels()[0], ADMIN)
        seen.append((await settings(wire)).mode)
    assert seen == ["private", "ephemeral", "short"]
    await wire.tap("Done", ADMIN)
    assert wire.text == "The settings are kept."


async def test_in_private_mode_an_answer_is_a_link(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings("private"))
    await wire.say(ASK, GROUP)
    assert wire.text == "I have an answer to that. Tap below to read it in private."
    assert wire.buttons()[0][1].endswith("?start=garden-roses")


async def test_a_topic_that_is_switched_off_is_answered_in_private(wire: Wire) -> None:
    await wire.say("/settings", GROUP, ADMIN)
    await wire.tap("Topics", ADMIN)
    await wire.tap("Garden: on", ADMIN)
    assert "Garden: off" in wire.labels()
    await wire.tap("Back", ADMIN)
    assert wire.labels()[0].startswith("Answers")
    await wire.say(ASK, GROUP)
    assert wire.text.startswith("That topic is answered only in private here")
    await wire.say("/ask how do i help frogs", GROUP)
    assert "Leave a pile of wood" in wire.text


async def test_a_muted_group_hears_danger_notices_and_nothing_else(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings(mute=True))
    for text in (ASK, "/ask", "/help", "/privacy", "@lupus_test_bot"):
        assert await wire.say(text, GROUP) is Outcome.SILENT
    await wire.say(f"/ask {CHEST_PAIN} and {ROSES}", GROUP)
    assert wire.text.startswith("<b>Call 999 now")
    await wire.say("/settings", GROUP, ADMIN)
    assert "Danger notices only: on" in wire.labels()


async def test_quiet_commands_deletes_the_askers_command_where_that_is_allowed(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings(quiet=True))
    await wire.say(ASK, GROUP)
    assert int(wire.calls("deleteMessage")[-1].params["message_id"]) == wire.said["message_id"]
    wire.api.faults.append(Fault("400", "deleteMessage", description="Bad Request: message can't be deleted"))
    assert await wire.say("/ask how do i help frogs", GROUP) is Outcome.ANSWERED


async def test_a_delete_that_fails_does_not_repeat_the_answer(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings(quiet=True))
    wire.api.faults.append(Fault("403", "deleteMessage", description="Forbidden: bot was kicked"))
    assert await wire.say(ASK, GROUP) is Outcome.ANSWERED


async def test_groupcheck_tells_an_admin_how_the_bot_is_set_up(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    await wire.say("/groupcheck", GROUP, ADMIN)
    for words in (
        "privacy mode is on: I see only commands",
        "my place in this supergroup: member; may delete messages: off",
        "topics (forum): off",
        "only the asker sees: not tried yet",
        "14 of 15 left this minute",
        "reached me 0 seconds ago",
        f"content version {wire.shared.library.digest[:12]}, 5 answers",
        "• Answers: short, in the group",
        "• Safety watch of all messages: off",
    ):
        assert words in wire.text


async def test_groupcheck_knows_that_an_admin_bot_gets_all_messages(wire: Wire) -> None:
    wire.admins.add(wire.shared.bot_id)
    await wire.say("/groupcheck", GROUP, ADMIN)
    assert "all messages reach me as an admin" in wire.text
    assert "may delete messages: on" in wire.text


async def test_forget_deletes_the_settings_at_once(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings("private", mute=True))
    await wire.say("/forget", GROUP, ADMIN)
    assert wire.text.startswith("Forgotten.")
    assert await wire.shared.store.group(GROUP["id"]) is None


async def test_forget_by_a_member_forgets_the_member_and_not_the_settings(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings("private"))
    await wire.say("/forget", GROUP, ANN)
    assert wire.text.startswith("Forgotten. I keep nothing about you.")
    assert (await settings(wire)).mode == "private"


@pytest.mark.parametrize(
    "data", ["v1:gm:loud", "v1:gs:mute=2", "v1:gs:greeted=1", "v1:gt:zzzz=0", "v1:gm:", "v1:gs:"]
)
async def test_forged_settings_are_called_out_of_date(wire: Wire, data: str) -> None:
    await wire.say("/settings", GROUP, ADMIN)
    await wire.press(data, wire.shown(), ADMIN)
    assert "out of date" in wire.pressed
    assert await settings(wire) == GroupSettings()
