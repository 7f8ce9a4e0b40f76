"""In a busy group a message that may be an emergency waits for nobody, and ordinary questions keep their order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.content.library import packaged_intents
from tests.channels.telegram.wire import ANN, BOT, CHEST_PAIN, GROUP, PRIVATE, ROSES, Json, Wire
from tests.support.bot_api import BotApi
from tests.support.processes import REAL, Bot


async def test_a_notice_overtakes_twelve_paced_answers_and_they_keep_their_order(
    tiny: Path, tmp_path: Path
) -> None:
    shutil.copy(packaged_intents() / "_red_flags.yaml", tiny)
    (tmp_path / "state").mkdir()
    settings = {"INTENTS_DIR": str(tiny), "LIMITS": "on"}
    async with BotApi() as api, Bot(api.url, tmp_path / "state", settings, REAL) as bot:
        await bot.ready()

        def ask(person: int, text: str) -> int:
            who = {"id": person, "is_bot": False, "first_name": "Ann"}
            update = api.ask(GROUP["id"], text, chat_type="supergroup", **{"from": who})
            return int(api.pending[update]["message"]["message_id"])

        questions = [ask(person, "/ask") for person in range(1, 13)]  # each is told how
        assert await api.until(lambda: len(api.sent()) == 1)
        ask(99, f"/ask {CHEST_PAIN}")
        assert await api.until(lambda: any("Call 999" in params["text"] for params in api.sent()), timeout=10)
        assert len(api.sent()) < 9, "before most of what was asked earlier"
        assert await api.until(lambda: len(api.sent()) >= 8, timeout=20)
        answered = [
            json.loads(params["reply_parameters"])["message_id"]
            for params in api.sent()
            if "Call 999" not in params["text"]
        ]
    assert answered == questions[: len(answered)]


def _update(kind: str = "message", *, chat: Json = GROUP, who: Any = ANN, **body: Any) -> Json:
    return {"update_id": 1, kind: {"message_id": 5, "date": 1, "chat": chat, "from": who, **body}}


@pytest.mark.parametrize(
    "update",
    [
        _update(text=f"/ask {CHEST_PAIN}"),
        _update(text=CHEST_PAIN),
        _update("edited_message", text=CHEST_PAIN, edit_date=2),
        _update(caption=CHEST_PAIN, photo=[]),
        _update(text="/ask", reply_to_message=_update(text=CHEST_PAIN)["message"]),
        _update(text=f"@{BOT['username']} {CHEST_PAIN}", photo="of a kind that nobody can read"),
    ],
    ids=["command", "text", "edit", "caption", "reply", "odd"],
)
async def test_a_group_message_with_a_red_flag_may_overtake(wire: Wire, update: Json) -> None:
    assert wire.channel.overtakes(update)


@pytest.mark.parametrize(
    "update",
    [
        _update(text=f"/ask {ROSES}"),
        _update(text=CHEST_PAIN, chat=PRIVATE),
        _update(text=CHEST_PAIN, who=BOT),
        {"update_id": 1, "callback_query": {"id": "1", "from": ANN, "data": CHEST_PAIN}},
        {"update_id": 1, "message": {"text": CHEST_PAIN}},
        {"update_id": 1, "message": [CHEST_PAIN]},
        {"message": None},
        {},
    ],
    ids=["calm", "private", "a bot", "a press", "no envelope", "a list", "nothing", "empty"],
)
async def test_whatever_else_comes_keeps_its_place(wire: Wire, update: Json) -> None:
    assert not wire.channel.overtakes(update)


async def test_what_fails_while_it_is_looked_at_keeps_its_place(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(wire.shared, "recall", fails)
    assert not wire.channel.overtakes(_update(text=CHEST_PAIN))


async def test_a_question_that_was_overtaken_by_its_own_edit_does_not_take_the_notice_away(
    wire: Wire,
) -> None:
    await wire.say(f"/ask {ROSES}", GROUP)
    original = wire.said
    wire.shared.forget_chat(GROUP["id"])
    await wire.edit(original, f"/ask {CHEST_PAIN}")
    await wire.update("message", original)
    assert len([text for text in wire.texts if "Call 999" in text]) == 1
    assert not wire.calls("editMessageText")
