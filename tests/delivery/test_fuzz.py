"""Whatever Telegram sends, any JSON at all: nothing crashes, all is confirmed, and no word of it is logged."""

from __future__ import annotations

import copy
import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import UPDATES
from bot.delivery.updates import asked_at, chat_of, number_of
from tests.support.bot_api import TOKEN, BotApi
from tests.support.processes import REAL, Bot, webhook_settings
from tests.support.tiny import ASKED

CANARY = "marmalade"
NOW = int(time.time())
PERSON = {"id": 7, "is_bot": False, "first_name": CANARY, "username": CANARY, "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": CANARY}
GROUP = {"id": -100_7, "type": "supergroup", "title": CANARY, "is_forum": True}
MESSAGE = {"message_id": 1, "date": NOW, "chat": CHAT, "from": PERSON, "text": f"{CANARY} hurts"}
TEMPLATES: list[tuple[str, dict[str, Any]]] = [
    ("message", MESSAGE),
    (
        "message",
        {
            **MESSAGE,
            "chat": GROUP,
            "text": f"/ask {CANARY}",
            "message_thread_id": 3,
            "is_topic_message": True,
        },
    ),
    (
        "message",
        {**MESSAGE, "entities": [{"type": "mention", "offset": 0, "length": 4}], "reply_to_message": MESSAGE},
    ),
    (
        "message",
        {
            **MESSAGE,
            "text": None,
            "photo": [{"file_id": CANARY, "file_unique_id": "x", "width": 1, "height": 1}],
        },
    ),
    ("edited_message", {**MESSAGE, "edit_date": NOW}),
    ("callback_query", {"id": "1", "from": PERSON, "chat_instance": "1", "message": MESSAGE, "data": CANARY}),
    ("inline_query", {"id": "1", "from": PERSON, "query": CANARY, "offset": ""}),
    (
        "my_chat_member",
        {
            "chat": GROUP,
            "from": PERSON,
            "date": NOW,
            "old_chat_member": {"status": "left", "user": PERSON},
            "new_chat_member": {"status": "member", "user": PERSON},
        },
    ),
    ("poll_of_the_future", {"text": CANARY}),
]
ODD: list[Any] = [
    None, True, -1, 0, 2**63, 10**300, 1e308, "", CANARY, f"/{CANARY}", "\ud800", "\x00", "a" * 5000, [], {}, [[]],
    {CANARY: CANARY}, [CANARY] * 50, {"id": CANARY}, {"id": None}, [None],
]  # fmt: skip


def spoilt(rng: random.Random, number: int) -> tuple[str, Any]:
    """A valid update in which some places hold anything, or nothing. Mostly in a chat of its own."""
    kind, body = copy.deepcopy(rng.choice(TEMPLATES))
    for place in (body, body.get("message", {})):
        if "chat" in place:
            place["chat"]["id"] *= number + 1
    for _ in range(rng.randint(1, 3)):
        node: Any = body
        while isinstance(node, dict) and node:
            key = rng.choice(list(node))
            if isinstance(node[key], dict) and node[key] and rng.random() < 0.6:
                node = node[key]
            elif rng.random() < 0.3:
                del node[key]
                break
            else:
                node[key] = rng.choice(ODD)
                break
    return kind, body if rng.random() < 0.95 else rng.choice(ODD)


@pytest.mark.parametrize(
    ("mode", "updates"),
    [
        ("polling", 40),
        pytest.param("polling", 5000, marks=pytest.mark.slow),
        pytest.param("webhook", 5000, marks=pytest.mark.slow),
    ],
)
async def test_spoilt_updates_are_confirmed_and_logged_nowhere_and_the_bot_answers_on(
    tmp_path: Path, tiny: Path, mode: str, updates: int
) -> None:
    rng = random.Random(f"{mode} 7")
    api = BotApi(secret="secret")
    settings = webhook_settings(api) if mode == "webhook" else {}
    settings |= {"INTENTS_DIR": str(tiny), "LOG_LEVEL": "DEBUG"}
    async with api, Bot(api.url, tmp_path, settings, REAL) as bot:
        await bot.ready()
        for number in range(updates):
            api.update(*spoilt(rng, number))
        assert await api.until(lambda: not api.pending, timeout=30 + updates / 5), list(api.pending.values())[
            :3
        ]
        api.ask(77, ASKED[0])
        assert await api.until(lambda: len(api.sent(77)) == 1), bot.log[-2000:]
        assert await bot.stop() == 0
    for secret in (CANARY, "Traceback", TOKEN, TOKEN.partition(":")[2], ASKED[0]):
        assert secret not in bot.all_logs


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["chat", "from", "id", "message", "date", "edit_date"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(["update_id", *UPDATES]) | st.text(max_size=5), JSON, max_size=4))
def test_what_delivery_reads_of_an_update_never_raises(update: dict[str, Any]) -> None:
    number, asked, chat = number_of(update), asked_at(update), chat_of(update)
    assert number is None or 0 <= number < 2**63
    assert asked is None or 0 < asked <= 2**63
    assert isinstance(chat, str)
