"""An answer in a private chat: as a reply, with what was understood, and with a next step."""

from __future__ import annotations

import time

import pytest

from bot.delivery import Outcome
from tests.channels.telegram.wire import ANN, BOT, CHEST_PAIN, GROUP, PRIVATE, ROSES, Json, Wire
from tests.support.bot_api import Fault


async def test_a_question_is_answered_as_a_reply_with_what_was_understood(wire: Wire) -> None:
    assert await wire.say(ROSES) is Outcome.ANSWERED
    assert wire.text.startswith("<i>I understood: When do roses flower?</i>")
    assert 'Source: <a href="https://example.org/roses">Garden Society, Roses</a>' in wire.text
    assert "November 2026" in wire.text
    assert wire.replied_to() == wire.said["message_id"]
    assert wire.last["parse_mode"] == "HTML"
    assert "is_disabled" in str(wire.last["link_preview_options"])


async def test_an_answer_leads_on_to_more_its_source_related_questions_and_home(wire: Wire) -> None:
    await wire.say(ROSES)
    assert wire.labels() == [
        "More about this",
        "When do I plant tulips?",
        "Sources",
        "Add to my questions",
        "Helpful",
        "Not helpful",
        "All topics",
        "Home",
    ]


async def test_more_opens_in_place_with_the_answer_still_there(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("More about this")
    assert len(wire.texts) == 1
    assert "Roses flower in June" in wire.text
    assert "Old roses flower once" in wire.text


async def test_sources_names_the_pages_and_that_nobody_has_approved_the_answer(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("Sources")
    assert "Garden Society, Roses" in wire.text
    assert "Nobody has approved this answer yet" in wire.text


async def test_every_button_holds_at_most_64_bytes(wire: Wire) -> None:
    await wire.say(CHEST_PAIN)
    data = [behind for _, behind in wire.buttons()]
    await wire.say(ROSES)
    data += [behind for _, behind in wire.buttons()]
    assert data
    assert all(len(each.encode()) <= 64 for each in data)


async def test_pressing_the_same_button_twice_in_haste_changes_nothing_twice(wire: Wire) -> None:
    await wire.say(ROSES)
    shown = wire.shown()
    for _ in range(3):
        await wire.tap("More about this", message=shown)
    assert len(wire.calls("editMessageText")) == 1
    assert len(wire.calls("answerCallbackQuery")) == 3
    assert len(wire.texts) == 1


async def test_danger_is_told_first_and_alone(wire: Wire) -> None:
    await wire.say(CHEST_PAIN)
    assert wire.text.startswith("<b>Call 999 now")
    assert "I understood" not in wire.text
    assert wire.labels() == ["This is not happening now"]


async def test_not_happening_now_leads_to_the_ordinary_answer(wire: Wire) -> None:
    await wire.say(CHEST_PAIN)
    await wire.tap("This is not happening now")
    assert "I am glad that it is not happening now" in wire.text
    assert len(wire.texts) == 2


async def test_a_command_with_danger_in_its_words_gets_the_notice(wire: Wire) -> None:
    await wire.say(f"/help {CHEST_PAIN}")
    assert wire.text.startswith("<b>Call 999 now")


async def test_an_edited_question_gets_its_answer_edited(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.edit(wire.said, "when do i plant tulips")
    assert wire.api.calls[-1].method == "editMessageText"
    assert "Plant tulips in November" in wire.text


async def test_a_question_edited_into_danger_gets_the_notice(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.edit(wire.said, CHEST_PAIN)
    assert wire.text.startswith("<b>Call 999 now")


async def test_an_edit_that_changes_nothing_is_not_answered_a_second_time(wire: Wire) -> None:
    await wire.say(ROSES)
    unchanged = "Bad Request: message is not modified: specified new message content is exactly the same"
    wire.api.faults.append(Fault("400", "editMessageText", description=unchanged))
    await wire.edit(wire.said, ROSES)
    assert len(wire.texts) == 1


async def test_an_edit_whose_answer_is_gone_is_answered_anew(wire: Wire) -> None:
    await wire.say(ROSES)
    wire.api.faults.append(
        Fault("400", "editMessageText", description="Bad Request: message to edit not found")
    )
    await wire.edit(wire.said, "when do i plant tulips")
    assert "Plant tulips in November" in wire.texts[-1]


async def test_a_question_that_waited_gets_an_apology_for_the_delay(wire: Wire) -> None:
    await wire.say(ROSES, date=int(time.time()) - 600)
    assert "Sorry for the delay" in wire.text


async def test_ask_works_in_private_too_and_as_a_reply(wire: Wire) -> None:
    await wire.say(f"/ask {ROSES}")
    assert "Roses flower in June" in wire.text
    quoted = {**wire.said, "text": "when do i plant tulips"}
    await wire.say("/ask", reply_to_message=quoted)
    assert "Plant tulips in November" in wire.text
    await wire.say("/ask")
    assert "Please type a question" in wire.text


async def test_the_bots_own_inline_answer_in_its_own_chat_is_no_question(wire: Wire) -> None:
    own = {"id": 123456, "is_bot": True, "first_name": "Lupus bot"}
    assert await wire.say("Call 999 now for chest pain", via_bot=own) is Outcome.SILENT


@pytest.mark.parametrize("text", ["", " ", "\u200b", "?", "👍", "a" * 4096, "<b>&amp;</b>", "\ud83d"])
async def test_whatever_is_typed_gets_an_answer(wire: Wire, text: str) -> None:
    assert await wire.update("message", _message(text)) is Outcome.ANSWERED


async def test_an_update_of_an_unknown_kind_is_let_go(wire: Wire) -> None:
    assert await wire.update("something_new", {"id": 1}) is Outcome.SILENT


async def test_a_message_that_the_library_cannot_read_is_still_answered(wire: Wire) -> None:
    broken = {"entities": [{"no": "such"}], "new_kind": 5}
    assert await wire.say(ROSES, **broken) is Outcome.ANSWERED
    assert "Roses flower in June" in wire.text


@pytest.mark.parametrize(
    "odd",
    [
        {"date": "yesterday"},
        {"date": 10**30, "edit_date": "later"},
        {"chat": {**PRIVATE, "photo": 7}},
        {"from": "Ann"},
        {"from": {"id": 7}},
        {"sender_chat": 5, "via_bot": [], "reply_to_message": "x", "quote": 1},
    ],
    ids=str,
)
async def test_a_message_with_an_envelope_that_the_library_cannot_read_is_still_answered(
    wire: Wire, odd: Json
) -> None:
    assert await wire.update("message", {**_message(ROSES), **odd}) is Outcome.ANSWERED
    assert "Roses flower in June" in wire.text


@pytest.mark.parametrize(
    "asked",
    [
        {
            "text": f"@{BOT['username']} {ROSES}",
            "entities": [{"type": "mention", "offset": 0, "length": len(BOT["username"]) + 1}],
        },
        {
            "text": ROSES,
            "reply_to_message": {"message_id": 2, "date": 1, "chat": GROUP, "from": BOT, "text": "x"},
        },
        {"text": f"/ask {ROSES}"},
    ],
    ids=["mention", "reply", "command"],
)
async def test_in_a_group_a_message_that_cannot_all_be_read_still_says_whom_it_asks(
    wire: Wire, asked: Json
) -> None:
    message = {
        "message_id": 5,
        "date": int(time.time()),
        "chat": GROUP,
        "from": ANN,
        "poll": {"of": "a later kind"},
    }
    assert await wire.update("message", {**message, **asked}) is Outcome.ANSWERED
    assert await wire.update("message", {**message, "text": ROSES}) is Outcome.SILENT
    by_another_bot = {**asked, "from": {**ANN, "is_bot": True}, "date": "yesterday"}
    assert await wire.update("message", {**message, **by_another_bot}) is Outcome.SILENT


async def test_an_answer_was_sent_even_if_the_library_cannot_read_the_receipt(wire: Wire) -> None:
    question = {"message_id": 1, "date": 1, "chat": PRIVATE, "poll": {"of": "a later kind"}}
    wire.api.answers["sendMessage"] = {
        "message_id": 2,
        "date": 1,
        "chat": PRIVATE,
        "text": "x",
        "reply_to_message": question,
    }
    assert await wire.say(ROSES) is Outcome.ANSWERED
    assert len(wire.texts) == 1


def _message(text: str) -> dict[str, object]:
    return {"message_id": 5, "date": int(time.time()), "chat": PRIVATE, "from": ANN, "text": text}
