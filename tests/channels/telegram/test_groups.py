"""In a group the bot speaks only when it is asked, and answers where it was asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery import Outcome
from tests.channels.telegram.wire import (
    ANN,
    ANONYMOUS,
    BASIC,
    BOB,
    BOT,
    CHEST_PAIN,
    FORUM,
    GROUP,
    ROSES,
    Wire,
)

ROBOT = {"id": 99, "is_bot": True, "first_name": "Robot", "username": "robot_bot"}
CHANNEL = {"id": -1007, "type": "channel", "title": "A channel"}
ASK = f"/ask {ROSES}"


@pytest.mark.parametrize(
    "text", ["hello all", ROSES, "/ask@another_bot when do roses flower", "/unknown", "@another_bot hello"]
)
@pytest.mark.parametrize("group", [GROUP, BASIC, FORUM], ids=["supergroup", "group", "forum"])
async def test_a_group_hears_nothing_unless_it_asks(wire: Wire, text: str, group: dict[str, Any]) -> None:
    assert await wire.say(text, group) is Outcome.SILENT
    assert not wire.calls("sendMessage")


@pytest.mark.parametrize(
    "extra",
    [
        {"is_automatic_forward": True, "sender_chat": CHANNEL},
        {"via_bot": ROBOT},
        {"from": ROBOT},
    ],
    ids=["channel post", "inline answer", "bot"],
)
async def test_posts_and_other_bots_are_not_answered(wire: Wire, extra: dict[str, Any]) -> None:
    assert await wire.say(ASK, GROUP, **extra) is Outcome.SILENT


@pytest.mark.parametrize("kind", ["channel_post", "message", "edited_message"])
async def test_a_channel_hears_nothing(wire: Wire, kind: str) -> None:
    post = {"message_id": 1, "date": 1795000000, "chat": CHANNEL, "sender_chat": CHANNEL, "text": ASK}
    assert await wire.update(kind, post) is Outcome.SILENT


@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_members": [BOB]},
        {"new_chat_title": "X"},
        {"video_chat_started": {}},
        {"pinned_message": {"message_id": 1, "date": 1, "chat": GROUP, "text": ASK}},
    ],
)
async def test_service_messages_are_not_answered(wire: Wire, service: dict[str, Any]) -> None:
    assert await wire.say(None, GROUP, **service) is Outcome.SILENT


@pytest.mark.parametrize("media", [{"sticker": {"file_id": "a"}}, {"caption": "hello"}])
async def test_what_cannot_be_read_is_passed_over(wire: Wire, media: dict[str, Any]) -> None:
    assert await wire.say(None, GROUP, reply_to_message=_of_bot(), **media) is not None
    assert all("cannot" not in text for text in wire.texts)


@pytest.mark.parametrize("text", [ASK, f"/ASK@Lupus_Test_Bot {ROSES}"])
async def test_ask_is_answered_as_a_reply(wire: Wire, text: str) -> None:
    assert await wire.say(text, GROUP) is Outcome.ANSWERED
    assert "Roses flower in June" in wire.text
    assert wire.replied_to() == wire.said["message_id"]


async def test_a_mention_that_arrives_is_answered(wire: Wire) -> None:
    name = "@lupus_test_bot"
    mention = [{"type": "mention", "offset": 0, "length": len(name)}]
    await wire.say(f"{name} {ROSES}", GROUP, entities=mention)
    assert "Roses flower in June" in wire.text
    await wire.say(name, GROUP, entities=mention)
    assert wire.text.startswith("Send /ask and your question")


async def test_a_reply_to_the_bot_is_answered(wire: Wire) -> None:
    await wire.say(ROSES, GROUP, reply_to_message=_of_bot())
    assert "Roses flower in June" in wire.text


async def test_a_caption_may_ask(wire: Wire) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    await wire.say(None, GROUP, photo=photo, caption=ASK)
    assert "Roses flower in June" in wire.text


async def test_ask_as_a_reply_answers_that_message_as_a_reply_to_it(wire: Wire) -> None:
    await wire.say(ROSES, GROUP, BOB)
    bobs = wire.said
    await wire.say("/ask", GROUP, ANN, reply_to_message=bobs)
    assert "Roses flower in June" in wire.text
    assert wire.replied_to() == bobs["message_id"]


async def test_ask_with_words_as_a_reply_answers_the_words(wire: Wire) -> None:
    await wire.say("when do i plant tulips", GROUP, BOB)
    await wire.say(ASK, GROUP, ANN, reply_to_message=wire.said)
    assert "Roses flower in June" in wire.text
    assert wire.replied_to() == wire.said["message_id"]


async def test_ask_as_a_reply_to_danger_gets_the_notice(wire: Wire) -> None:
    await wire.say(CHEST_PAIN, GROUP, BOB)
    await wire.say(ASK, GROUP, ANN, reply_to_message=wire.said)
    assert wire.text.startswith("<b>Call 999 now")


@pytest.mark.parametrize("text", ["/ask", "/help", "/about", "/start"])
async def test_ask_without_text_and_help_get_one_line(wire: Wire, text: str) -> None:
    await wire.say(text, GROUP)
    assert wire.text.startswith("Send /ask and your question")
    assert wire.labels() == ["Ask me in private"]
    assert wire.buttons()[0][1].startswith("https://t.me/lupus_test_bot")


async def test_privacy_can_be_read_in_a_group(wire: Wire) -> None:
    await wire.say("/privacy", GROUP)
    assert "I do not keep your messages" in wire.text


async def test_in_a_forum_topic_the_answer_stays_in_the_topic(wire: Wire) -> None:
    topic = {"message_thread_id": 55, "is_topic_message": True}
    await wire.say(ASK, FORUM, **topic)
    assert int(wire.last["message_thread_id"]) == 55


async def test_in_the_general_topic_no_topic_number_is_sent(wire: Wire) -> None:
    await wire.say(ASK, FORUM, message_thread_id=3)  # a thread of replies, which is no topic
    assert "message_thread_id" not in wire.last


async def test_the_first_message_of_a_topic_is_nothing_that_was_replied_to(wire: Wire) -> None:
    created = {**_of_bot(), "forum_topic_created": {"name": "T", "icon_color": 1}}
    topic = {"message_thread_id": 55, "is_topic_message": True}
    assert await wire.say("hello all", FORUM, reply_to_message=created, **topic) is Outcome.SILENT


async def test_a_channel_or_an_anonymous_admin_may_ask(wire: Wire) -> None:
    await wire.say(ASK, GROUP, ANONYMOUS, sender_chat=GROUP)
    assert "Roses flower in June" in wire.text
    await wire.say(f"/ask {CHEST_PAIN}", GROUP, ROBOT, sender_chat=CHANNEL)
    assert wire.text.startswith("<b>Call 999 now")


async def test_an_edited_question_gets_its_answer_edited(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    await wire.edit(wire.said, "/ask when do i plant tulips")
    assert wire.api.calls[-1].method == "editMessageText"
    assert "Plant tulips in November" in wire.text
    assert len(wire.texts) == 1


async def test_a_typing_mistake_in_the_command_can_be_corrected(wire: Wire) -> None:
    await wire.say(f"/aks {ROSES}", GROUP)
    await wire.edit(wire.said, ASK)
    assert "Roses flower in June" in wire.text


def _of_bot() -> dict[str, Any]:
    return {"message_id": 2, "date": 1795000000, "chat": GROUP, "from": BOT, "text": "Hello."}
