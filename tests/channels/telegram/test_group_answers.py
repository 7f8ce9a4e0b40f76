"""An answer in a group is short and leads to the private chat; danger is shown in full."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram import group_answers
from bot.channels.telegram.group_settings import GroupSettings, keep
from bot.core.model import Decision
from tests.channels.telegram.wire import (
    ADMIN,
    ANN,
    ANONYMOUS,
    BASIC,
    BOB,
    CHEST_PAIN,
    FORUM,
    GROUP,
    ROSES,
    UNSURE,
    Wire,
)
from tests.support.bot_api import Fault

ASK = f"/ask {ROSES}"
LOVE = "/ask do slugs fall in love"
PRIVATE_LINK = "https://t.me/lupus_test_bot?start="


async def test_an_answer_is_two_sentences_and_leads_to_the_private_chat(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    assert "Roses flower in June. Most go on until autumn." in wire.text
    assert "Cut them back" not in wire.text
    assert "Source:" in wire.text
    assert wire.buttons() == [("Read more in private", f"{PRIVATE_LINK}garden-roses")]


async def test_a_sensitive_card_is_one_gentle_line_and_the_link(wire: Wire) -> None:
    await wire.say(LOVE, GROUP)
    assert wire.text == "I would rather answer that in private. Tap below and only you will see it."
    assert wire.buttons() == [("Read more in private", f"{PRIVATE_LINK}garden-slugs")]


async def test_danger_is_shown_in_full_in_every_mode(wire: Wire) -> None:
    notice = wire.shared.assistant.danger(CHEST_PAIN)
    assert notice is not None
    last_line = notice.text.strip().splitlines()[-1]
    for settings in (GroupSettings(), GroupSettings("private"), GroupSettings("ephemeral", mute=True)):
        await keep(wire.shared.store, GROUP["id"], settings)
        wire.shared.memory.forget((GROUP["id"], ANN["id"]))
        await wire.say(f"/ask {CHEST_PAIN}", GROUP)
        assert wire.text.startswith("<b>Call 999 now")
        assert last_line in wire.text
        assert "ephemeral_message_parameters" not in wire.last


async def test_after_not_happening_now_the_answer_is_short_too(wire: Wire) -> None:
    await wire.say(f"/ask {CHEST_PAIN} and {ROSES}", GROUP)
    await wire.tap("This is not happening now")
    assert "Cut them back" not in wire.text
    assert wire.replied_to() == wire.said["message_id"]


async def test_the_same_card_within_an_hour_is_one_line_under_the_earlier_answer(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    earlier = wire.shown()["message_id"]
    await wire.say(ASK, GROUP, BOB)
    assert wire.text == "I answered that here a short while ago: When do roses flower?"
    assert wire.replied_to() == earlier
    assert wire.buttons()[0] == ("To that answer", f"https://t.me/c/1234567890/{earlier}")


async def test_in_a_basic_group_the_earlier_answer_has_no_link(wire: Wire) -> None:
    await wire.say(ASK, BASIC)
    await wire.say(ASK, BASIC, BOB)
    assert "short while ago" in wire.text
    assert wire.labels() == ["Read more in private"]


async def test_a_public_group_links_by_its_name(wire: Wire) -> None:
    named = {**GROUP, "username": "our_group"}
    await wire.say(ASK, named)
    await wire.say(ASK, named, BOB)
    assert wire.buttons()[0][1].startswith("https://t.me/our_group/")


async def test_an_earlier_answer_that_is_gone_or_elsewhere_is_given_again(wire: Wire) -> None:
    await wire.say(ASK, FORUM, message_thread_id=5, is_topic_message=True)
    await wire.say(ASK, FORUM, BOB, message_thread_id=6, is_topic_message=True)
    assert "Roses flower in June" in wire.text
    wire.api.faults.append(Fault("400"))
    await wire.say(ASK, FORUM, BOB, message_thread_id=6, is_topic_message=True)
    assert "Roses flower in June" in wire.text


async def test_after_an_hour_it_is_said_again(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    now = wire.shared.clock()
    wire.shared.said_here._clock = lambda: now + 3601
    await wire.say(ASK, GROUP, BOB)
    assert "Roses flower in June" in wire.text


async def test_only_the_asker_may_press_and_the_answer_takes_the_questions_place(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("/ask the doodah", GROUP)
    shown = wire.shown()
    await wire.tap("When do roses flower?", BOB, shown)
    assert wire.pressed.startswith("That button is for the person who asked")
    await wire.tap("When do roses flower?", ANN, shown)
    assert wire.api.calls[-1].method == "editMessageText"
    assert "Cut them back" not in wire.text
    assert len(wire.texts) == 1


async def test_after_a_restart_the_asker_is_the_author_of_the_message_replied_to(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("/ask the doodah", GROUP)
    shown = wire.shown()
    wire.shared.askers.drop_where(lambda _: True)
    await wire.tap("When do roses flower?", BOB, shown)
    assert wire.pressed.startswith("That button is for the person who asked")
    await wire.tap("When do roses flower?", ANN, shown)
    assert "Roses flower in June" in wire.text


async def test_what_an_anonymous_admin_asked_any_admin_may_press(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("/ask the doodah", GROUP, ANONYMOUS, sender_chat=GROUP)
    shown = wire.shown()
    await wire.tap("When do roses flower?", ANN, shown)
    assert wire.pressed.startswith("That button is for the person who asked")
    await wire.tap("When do roses flower?", ADMIN, shown)
    assert "Roses flower in June" in wire.text


async def test_a_typed_number_counts_the_buttons_shown_in_the_group(wire: Wire) -> None:
    both = Decision("clarify", suggestions=("garden.slugs", "garden.tulips"), reason="near_tie")
    wire.will_decide(both)
    await wire.say("/ask the doodah", GROUP)
    assert wire.labels() == ["When do I plant tulips?", "None of these", "Ask me in private"]
    await wire.say("1", GROUP, reply_to_message=wire.shown())
    assert "Plant tulips in November" in wire.text


async def test_sensitive_titles_are_not_on_offer_in_a_group(wire: Wire) -> None:
    wire.will_decide(Decision("fallback", suggestions=("garden.slugs",), reason="weak"))
    await wire.say("/ask the doodah", GROUP)
    assert wire.text.startswith("I would rather answer that in private")
    assert "love" not in str(wire.labels())


async def test_a_greeting_is_answered_without_a_link_to_itself(wire: Wire) -> None:
    await wire.say("/ask thank you", GROUP)
    assert "You are welcome." in wire.text
    assert wire.labels() == ["Ask me in private"]


async def test_answers_are_deleted_after_the_time_that_it_takes_to_read_them(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_answers, "SHORTEST_READING", 0.01)
    monkeypatch.setattr(group_answers, "CHARACTERS_A_MINUTE", 1e9)
    await keep(wire.shared.store, GROUP["id"], GroupSettings(tidy=True))
    await wire.say(ASK, GROUP)
    number = wire.shown()["message_id"]
    await asyncio.gather(*wire.shared.tasks)
    assert [int(call.params["message_id"]) for call in wire.calls("deleteMessage")] == [number]
    await wire.say(ASK, GROUP, BOB)
    assert "Roses flower in June" in wire.text  # not a line under an answer that is gone
    await wire.say(f"/ask {CHEST_PAIN}", GROUP)
    await asyncio.gather(*wire.shared.tasks)
    assert len(wire.calls("deleteMessage")) == 2  # the notice stays
