"""What becomes of an update whose answer cannot be sent."""

from __future__ import annotations

import pytest

from bot.channels.telegram.introduction import introduce
from bot.channels.telegram.running import _apologise
from bot.delivery import Outcome
from tests.channels.telegram.wire import BOB, CHEST_PAIN, GROUP, PRIVATE, ROSES, UNSURE, Json, Wire
from tests.support.bot_api import Fault


@pytest.mark.parametrize(
    ("kind", "description", "outcome"),
    [
        ("403", "Forbidden: bot was blocked by the user", Outcome.GONE),
        ("403", "Forbidden: bot was kicked from the supergroup chat", Outcome.GONE),
        ("400", "Bad Request: chat not found", Outcome.GONE),
        ("400", "Bad Request: not enough rights to send text messages to the chat", Outcome.GONE),
        ("400", "Bad Request: TOPIC_CLOSED", Outcome.GONE),
        ("400", "Bad Request: can't parse entities", Outcome.FAILED),
    ],
)
async def test_who_cannot_be_answered_is_gone_and_what_is_our_fault_has_failed(
    wire: Wire, kind: str, description: str, outcome: Outcome
) -> None:
    wire.api.faults.append(Fault(kind, description=description))
    assert await wire.say(ROSES) is outcome


@pytest.mark.filterwarnings("ignore:.*retry_after")  # the library warns about its own future
async def test_an_answer_that_must_wait_comes_later(wire: Wire) -> None:
    wire.api.faults.append(Fault("429", retry_after=30))
    assert await wire.say(ROSES) is Outcome.LATER


@pytest.mark.parametrize("chat", [PRIVATE, GROUP], ids=["private", "group"])
async def test_a_notice_that_could_not_be_sent_comes_whole_at_the_next_try(wire: Wire, chat: Json) -> None:
    wire.api.faults.append(Fault("400", description="Bad Request: something odd"))
    assert await wire.say(f"/ask {CHEST_PAIN}", chat) is Outcome.FAILED
    assert await wire.update("message", wire.said) is Outcome.ANSWERED
    assert wire.text.startswith("<b>Call 999 now")
    await wire.say(f"/ask {CHEST_PAIN}", chat)
    assert "Please act on the notice above now" in wire.text


async def test_short_that_is_tried_again_is_not_switched_back(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", description="Bad Request: something odd"))
    assert await wire.say("/short") is Outcome.FAILED
    await wire.update("message", wire.said)
    assert wire.text.startswith("Short answers are on")
    assert wire.shared.is_short((7, 7))


async def test_a_press_that_is_tried_again_is_no_second_press(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("the doodah")
    shown = wire.shown()
    gone = "Bad Request: message to edit not found"
    wire.api.faults += [Fault("400", "editMessageText", count=2, description=gone), Fault("400")]
    assert await wire.tap("None of these", message=shown) is Outcome.FAILED
    await wire.tap("None of these", message=shown)
    assert "in other words" in wire.text


async def test_a_press_that_cannot_be_acknowledged_is_answered_all_the_same(wire: Wire) -> None:
    await wire.say(ROSES)
    wire.api.faults.append(Fault("400", "answerCallbackQuery", description="Bad Request: query is too old"))
    await wire.tap("When do I plant tulips?")
    assert "Plant tulips in November" in wire.text


async def test_buttons_that_cannot_be_changed_do_not_repeat_the_rest(wire: Wire) -> None:
    await wire.say(ROSES)
    wire.api.faults.append(
        Fault("403", "editMessageReplyMarkup", description="Forbidden: user is deactivated")
    )
    assert await wire.tap("Not helpful") is Outcome.ANSWERED


async def test_an_apology_goes_to_whoever_asked_the_bot_and_to_nobody_else(wire: Wire) -> None:
    async def apologise(kind: str, body: Json) -> Outcome:
        return (await _apologise(wire.shared, {"update_id": 1, kind: body})).outcome

    await wire.say(ROSES)
    assert await apologise("message", wire.said) is Outcome.ANSWERED
    assert wire.text.startswith("Something went wrong on my side")
    await wire.say(f"/ask {ROSES}", GROUP)
    assert await apologise("edited_message", wire.said) is Outcome.ANSWERED
    for text, who in (
        (CHEST_PAIN, BOB),
        ("/ask@another_bot hello", BOB),
        ("/ask x", {**BOB, "is_bot": True}),
    ):
        await wire.say(text, GROUP, who)
        assert await apologise("message", wire.said) is Outcome.SILENT
    assert await apologise("something_new", {}) is Outcome.SILENT


async def test_commands_and_descriptions_are_set_for_each_kind_of_chat(wire: Wire) -> None:
    await introduce(wire.shared)
    scopes = [str(call.params["scope"]) for call in wire.calls("setMyCommands")]
    for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
        assert any(scope in each for each in scopes)
    assert "not a doctor" in str(wire.calls("setMyDescription")[-1].params).lower()
    assert len(str(wire.calls("setMyShortDescription")[-1].params["short_description"])) <= 120


async def test_a_refusal_of_commands_stops_nothing(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", "setMyCommands", description="Bad Request: BOT_COMMAND_INVALID"))
    await introduce(wire.shared)
    assert await wire.say(ROSES) is Outcome.ANSWERED
