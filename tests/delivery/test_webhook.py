"""The webhook: what Telegram is told about each push, and that nobody else is heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.delivery import Outcome, Result
from bot.delivery.ledger import Ledger
from bot.delivery.webhook import BODY_LIMIT, SECRET_HEADER, Webhook
from bot.ops import metrics
from bot.settings import Settings
from bot.store import StoreError
from bot.store.sqlite import SqliteStore
from tests.support.bot_api import BotApi
from tests.support.processes import Bot, free_port, webhook_settings

SECRET = "the-secret_1"
PUSH = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1}, "text": "hello"}}


@dataclass
class Served:
    """A webhook that listens, and what it answers with."""

    webhook: Webhook
    store: SqliteStore
    url: str
    outcomes: list[Result] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    seconds: float = 0.0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def process(self, update: Mapping[str, Any]) -> Result:
        await asyncio.sleep(self.seconds)
        outcome = self.outcomes.pop(0) if self.outcomes else Result(Outcome.ANSWERED)
        if outcome.outcome is Outcome.ANSWERED:
            self.answered.append(update["update_id"])
        return outcome

    async def push(self, body: bytes | object = PUSH, secret: str | None = SECRET) -> tuple[int, str | None]:
        """The status and the Retry-After of the answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {SECRET_HEADER: secret} if secret is not None else {}
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{self.url}/push/here", data=BytesIO(data), headers=headers) as reply,
        ):
            return reply.status, reply.headers.get("Retry-After")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    port = free_port()
    settings = Settings(  # type: ignore[call-arg]
        webhook_url="https://example.org/push/here", webhook_secret=SECRET, webhook_port=port
    )
    store = SqliteStore(tmp_path / "ledger.db")
    made = Served(None, store, f"http://127.0.0.1:{port}")  # type: ignore[arg-type]
    made.webhook = Webhook(settings, Ledger(store, made.process, made.process, owner="a"))
    running = asyncio.create_task(made.webhook.run(made.stop))
    await asyncio.sleep(0.1)
    yield made
    made.stop.set()
    await running
    await made.webhook.finish(1)
    await store.close()


async def test_200_comes_only_after_the_answer_is_out(served: Served) -> None:
    served.seconds = 0.3
    pushing = asyncio.create_task(served.push())
    await asyncio.sleep(0.15)
    assert not pushing.done()
    assert await pushing == (200, None)
    assert served.answered == [1]


async def test_a_push_that_comes_again_is_answered_once(served: Served) -> None:
    assert [await served.push(), await served.push()] == [(200, None)] * 2
    assert served.answered == [1]


async def test_a_flood_in_a_chat_is_503_with_the_seconds_that_telegram_asked_for(served: Served) -> None:
    served.outcomes = [Result(Outcome.LATER, 17.2)]
    assert await served.push() == (503, "18")
    assert await served.push() == (200, None)


async def test_a_store_that_is_down_is_503(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise StoreError("down")

    monkeypatch.setattr(served.store, "claim", fails)
    assert await served.push() == (503, "2")
    monkeypatch.undo()
    assert await served.push() == (200, None)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ü"])
async def test_nobody_without_the_secret_is_heard(served: Served, secret: str | None) -> None:
    assert (await served.push(secret=secret))[0] == 401
    assert served.answered == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"update_id": 1, "message": {"te',
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b'{"update_id": "x"}',
        b'{"update_id": 1e400}',
        b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b" " * (BODY_LIMIT + 1),
    ],
    ids=lambda body: f"{body[:20]!r}",
)
async def test_what_cannot_be_read_is_confirmed_and_counted(served: Served, body: bytes) -> None:
    before = metrics.UPDATES.labels("unreadable")._value.get()
    assert await served.push(body) == (200, None)
    assert metrics.UPDATES.labels("unreadable")._value.get() == before + 1


async def test_while_draining_what_is_in_hand_is_finished_and_what_is_new_is_503(served: Served) -> None:
    served.seconds = 0.5
    in_hand = asyncio.create_task(served.push())
    await asyncio.sleep(0.2)
    served.stop.set()
    finishing = asyncio.create_task(served.webhook.finish(5))
    await asyncio.sleep(0.05)
    assert await served.push({**PUSH, "update_id": 2}) == (503, "1")
    assert await in_hand == (200, None)
    await finishing
    assert served.answered == [1]


async def test_a_server_that_ends_by_itself_ends_the_bot(tmp_path: Path) -> None:
    settings = Settings(webhook_url="https://example.org/", webhook_secret=SECRET, webhook_port=free_port())  # type: ignore[call-arg,arg-type]
    store = SqliteStore(tmp_path / "ledger.db")
    served = Served(None, store, "")  # type: ignore[arg-type]
    webhook = Webhook(settings, Ledger(store, served.process, served.process, owner="a"))
    running = asyncio.create_task(webhook.run(asyncio.Event()))
    await asyncio.sleep(0.1)
    webhook._server.should_exit = True
    with pytest.raises(RuntimeError, match="stopped"):
        await asyncio.wait_for(running, 5)


async def test_a_setting_that_cannot_be_used_ends_with_code_2_and_one_line_that_names_it(
    tmp_path: Path,
) -> None:
    async with BotApi(secret=SECRET) as api:
        taken = api.url.rpartition(":")[2]

        async def log(wrong: dict[str, str]) -> str:
            async with Bot(api.url, tmp_path, webhook_settings(api) | wrong) as bot:
                assert await asyncio.wait_for(bot.process.wait(), 60) == 2
            return bot.log

        wrong = [
            ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET is missing"),
            ({"WEBHOOK_SECRET": "ä"}, "WEBHOOK_SECRET cannot be used"),
            ({"WEBHOOK_PORT": taken}, "WEBHOOK_PORT"),
            ({"OPS_PORT": taken}, "OPS_PORT"),
        ]
        logs = await asyncio.gather(*(log(settings) for settings, _ in wrong))
    for (_, said), printed in zip(wrong, logs, strict=True):
        assert said in printed
        assert "Traceback" not in printed
