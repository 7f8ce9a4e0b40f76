"""Handlers against a local Bot API server: what people send in, what goes over the wire out."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.channels.telegram import groups
from bot.channels.telegram.application import TelegramChannel, build_application
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.shared import Shared
from bot.delivery import Outcome
from bot.delivery.sending import Sender
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from tests.support.bot_api import TOKEN, BotApi

ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
BOB = {"id": 8, "is_bot": False, "first_name": "Bob"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100500, "type": "supergroup", "title": "A group"}
CHEST_PAIN = "my chest hurts and i cant breathe"


class Wire:
    """One channel and the server that it talks to."""

    def __init__(self, api: BotApi, channel: TelegramChannel) -> None:
        self.api = api
        self.channel = channel
        self._number = 100

    async def say(
        self, text: str | None, chat: dict[str, Any] = PRIVATE, who: Any = ANN, **extra: Any
    ) -> Outcome:
        self._number += 1
        body = {"message_id": self._number, "date": int(time.time()), "chat": chat, "from": who, **extra}
        if text is not None:
            body["text"] = text
        return await self.update("message", body)

    async def press(self, data: str, message: dict[str, Any], who: Any = ANN) -> Outcome:
        return await self.update(
            "callback_query",
            {"id": str(self._number), "from": who, "chat_instance": "1", "data": data, "message": message},
        )

    async def update(self, kind: str, body: Any) -> Outcome:
        self._number += 1
        return (await self.channel.process({"update_id": self._number, kind: body})).outcome

    @property
    def last(self) -> dict[str, Any]:
        return self.api.sent()[-1]

    def buttons(self) -> list[dict[str, Any]]:
        markup = self.last.get("reply_markup") or {"inline_keyboard": []}
        rows = json.loads(markup) if isinstance(markup, str) else markup
        return [button for row in rows["inline_keyboard"] for button in row]


@pytest.fixture
async def wire(tiny: Path, tmp_path: Path) -> AsyncIterator[Wire]:
    async with BotApi() as api:
        settings = Settings(telegram_bot_token=SecretStr(TOKEN), telegram_base_url=api.url, limits="on")
        store = SqliteStore(tmp_path / "bot.db")
        await store.open()
        application = build_application(settings, Sender(paced=False))
        current = SimpleNamespace(assistant=build(settings, tiny).assistant)
        shared = Shared(
            current, store, Outbox(application.bot, lambda old, new: groups.moved(shared, old, new))
        )
        channel = TelegramChannel(application, shared)
        await channel.start()
        yield Wire(api, channel)
        await application.shutdown()
        await store.close()


async def test_a_question_is_answered_as_a_reply_without_link_preview(wire: Wire) -> None:
    assert await wire.say("when do roses flower") is Outcome.ANSWERED
    assert "Roses flower in June" in wire.last["text"]
    assert "reply_parameters" in wire.last
    assert wire.last["parse_mode"] == "HTML"


async def test_every_button_holds_at_most_64_bytes(wire: Wire) -> None:
    await wire.say("when do roses flower")
    assert wire.buttons()
    assert all(
        len(button["callback_data"].encode()) <= 64 for button in wire.buttons() if "callback_data" in button
    )


async def test_forged_button_data_is_answered_calmly(wire: Wire) -> None:
    message = {"message_id": 1, "date": int(time.time()), "chat": PRIVATE, "text": "x"}
    for data in (
        "v1:c:zzzz",
        "v1:t:..",
        "v1:t:a.b.c",
        "v1:n:x.1",
        "v9:c:1",
        "nonsense",
        "v1:gm:short",
        "v1:p:none",
    ):
        assert await wire.press(data, message) is Outcome.ANSWERED
        assert wire.api.calls[-1].method == "answerCallbackQuery"
        assert "out of date" in wire.api.calls[-1].params["text"]


@pytest.mark.parametrize(
    "media",
    [
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
        {"location": {"longitude": 1, "latitude": 1}},
    ],
)
async def test_what_cannot_be_read_gets_one_kind_line(wire: Wire, media: dict[str, Any]) -> None:
    assert await wire.say(None, **media) is Outcome.ANSWERED
    assert len(wire.api.sent()) == 1


async def test_an_edited_question_gets_its_answer_edited(wire: Wire) -> None:
    body = {
        "message_id": 5,
        "date": int(time.time()),
        "chat": PRIVATE,
        "from": ANN,
        "text": "when do roses flower",
    }
    await wire.update("message", body)
    await wire.update(
        "edited_message", {**body, "text": "when do i plant tulips", "edit_date": int(time.time())}
    )
    assert wire.api.calls[-1].method == "editMessageText"


@pytest.mark.parametrize("text", ["hello all", "/ask@another_bot when do roses flower", "/unknown"])
async def test_a_group_hears_nothing_unless_it_asks(wire: Wire, text: str) -> None:
    assert await wire.say(text, GROUP) is Outcome.SILENT


async def test_other_bots_and_forwards_from_a_channel_are_not_answered(wire: Wire) -> None:
    assert await wire.say("/ask when do roses flower", GROUP, {**ANN, "is_bot": True}) is Outcome.SILENT
    assert await wire.say("/ask when do roses flower", GROUP, is_automatic_forward=True) is Outcome.SILENT


async def test_a_group_answer_is_short_and_leads_to_the_private_chat(wire: Wire) -> None:
    await wire.say("/ask when do roses flower", GROUP)
    assert "Cut them back" not in wire.last["text"]
    assert [button["url"].rpartition("=")[2] for button in wire.buttons()] == ["garden-roses"]


async def test_ask_as_a_reply_answers_that_message(wire: Wire) -> None:
    asked = {
        "message_id": 3,
        "date": int(time.time()),
        "chat": GROUP,
        "from": BOB,
        "text": "when do roses flower",
    }
    await wire.say("/ask", GROUP, reply_to_message=asked)
    reply = wire.last["reply_parameters"]
    assert (json.loads(reply) if isinstance(reply, str) else reply)["message_id"] == 3


async def test_the_sixth_question_in_half_a_minute_gets_a_notice_and_the_seventh_silence(wire: Wire) -> None:
    said = [await wire.say("when do roses flower") for _ in range(7)]
    assert said == [Outcome.ANSWERED] * 6 + [Outcome.SILENT]


async def test_blocked_by_the_person_is_gone_and_not_failed(wire: Wire) -> None:

    from telegram.error import Forbidden

    async def refuse(*_: Any, **__: Any) -> None:
        raise Forbidden("bot was blocked by the user")

    wire.channel.shared.outbox.send = refuse  # type: ignore[assignment, method-assign]
    assert await wire.say("when do roses flower") is Outcome.GONE


async def test_an_update_of_an_unknown_kind_is_let_go(wire: Wire) -> None:
    assert await wire.update("something_new", {"id": 1}) is Outcome.SILENT
