"""`lupus-bot webhook`, `doctor` and `stats`, as real commands against a local Bot API server."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.delivery import UPDATES
from bot.ops import doctor
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from tests.support.bot_api import TOKEN, BotApi
from tests.support.processes import ROOT

SECRET = "a-secret"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


async def lupus_bot(api: BotApi, state: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The exit code and all that was printed."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": api.url,
        "STATE_DIR": str(state),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=environment | settings,
        cwd=state,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode is not None
    assert TOKEN not in printed.decode()
    assert "Traceback" not in printed.decode()
    return process.returncode, printed.decode()


async def test_webhook_set_tells_telegram_everything_and_drops_nothing(api: BotApi, tmp_path: Path) -> None:
    address = "https://example.org/push"
    code, printed = await lupus_bot(
        api, tmp_path, "webhook", "set", WEBHOOK_URL=address, WEBHOOK_SECRET=SECRET
    )
    assert code == 0
    assert address in printed
    assert SECRET not in printed
    call = next(call for call in api.calls if call.method == "setWebhook")
    assert (call.params["url"], call.params["secret_token"]) == (address, SECRET)
    assert json.loads(call.params["allowed_updates"]) == list(UPDATES)
    assert "drop_pending_updates" not in call.params


async def test_webhook_set_says_what_is_missing(api: BotApi, tmp_path: Path) -> None:
    address = "example.org/push"
    wrong: list[tuple[dict[str, str], str]] = [
        ({}, "WEBHOOK_URL and WEBHOOK_SECRET are needed"),
        ({"WEBHOOK_URL": f"https://{address}"}, "WEBHOOK_URL and WEBHOOK_SECRET are needed"),
        ({"WEBHOOK_URL": f"http://{address}", "WEBHOOK_SECRET": SECRET}, "https:// only"),
        (
            {"WEBHOOK_URL": f"https://{address}", "WEBHOOK_SECRET": SECRET, "TELEGRAM_BOT_TOKEN": ""},
            "TELEGRAM_BOT_TOKEN is missing",
        ),
    ]
    runs = (lupus_bot(api, tmp_path, "webhook", "set", **settings) for settings, _ in wrong)
    for (_, said), (code, printed) in zip(wrong, await asyncio.gather(*runs), strict=True):
        assert code == 2
        assert said in printed
    assert not api.calls


async def test_webhook_delete_keeps_what_waits_and_status_says_how_much(api: BotApi, tmp_path: Path) -> None:
    api.ask(1, "hello")
    assert (await lupus_bot(api, tmp_path, "webhook", "delete"))[0] == 0
    call = next(call for call in api.calls if call.method == "deleteWebhook")
    assert call.params.get("drop_pending_updates", "false").lower() == "false"
    code, printed = await lupus_bot(api, tmp_path, "webhook", "status")
    assert code == 0
    assert "none (polling)" in printed
    assert "Waiting updates: 1" in printed


async def test_a_refused_token_is_said(api: BotApi, tmp_path: Path) -> None:
    code, printed = await lupus_bot(api, tmp_path, "webhook", "status", TELEGRAM_BOT_TOKEN="999:refused")
    assert code == 2
    assert "BotFather" in printed


async def test_doctor_finds_all_well(api: BotApi, tiny: Path, tmp_path: Path) -> None:
    _, printed = await lupus_bot(api, tmp_path, "doctor", INTENTS_DIR=str(tiny))
    wrong = [line for line in printed.splitlines() if line.startswith("PROBLEM")]
    assert wrong == ["PROBLEM  content: 3 cards, 0 red flags"]  # the tiny content has none
    for what in (
        "settings",
        "base URL",
        "token: @lupus_test_bot",
        "privacy mode",
        "webhook",
        "clock",
        "store",
        "disk",
    ):
        assert f"ok       {what}" in printed


async def test_doctor_says_what_is_wrong_and_what_to_do(api: BotApi, tiny: Path, tmp_path: Path) -> None:
    webhook = {"WEBHOOK_URL": "https://example.org/x"}
    wrong: list[tuple[dict[str, str], str]] = [
        ({"TELEGRAM_BOT_TOKEN": ""}, "token: none"),
        ({"TELEGRAM_BOT_TOKEN": "999:refused"}, "token: refused"),
        ({"TELEGRAM_BASE_URL": "http://127.0.0.1:9"}, "base URL: http://127.0.0.1:9 does not answer"),
        (webhook, "settings: webhook without a secret"),
        (webhook | {"WEBHOOK_SECRET": SECRET}, "webhook: Telegram does not push to WEBHOOK_URL"),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/x.db"}, "store"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"}, "store"),
        ({"INTENTS_DIR": "/nowhere"}, "content"),
    ]
    content = {"INTENTS_DIR": str(tiny)}
    runs = (lupus_bot(api, tmp_path, "doctor", **(content | settings)) for settings, _ in wrong)
    for (_, said), (code, printed) in zip(wrong, await asyncio.gather(*runs), strict=True):
        assert code == 1
        lines = printed.splitlines()
        place = [number for number, line in enumerate(lines) if line.startswith(f"PROBLEM  {said}")]
        assert place, said
        assert lines[place[0] + 1].startswith("         "), "the remedy follows"


async def test_stats_shows_what_was_answered_by_card_and_day_and_nobody(api: BotApi, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "lupus-bot.db")
    today = datetime.now(UTC).date()
    for name, label in (("answered", "about.what"), ("answered", "about.what"), ("not_understood", "")):
        await store.count(today, name, label)
    await store.close()
    code, printed = await lupus_bot(api, tmp_path, "stats", "--by-day")
    assert code == 0
    assert printed.splitlines() == [
        str(today),
        "  answered: 2",
        "         2  about.what",
        "  not understood: 1",
    ]
    (tmp_path / "empty").mkdir()
    assert "Nothing was counted" in (await lupus_bot(api, tmp_path / "empty", "stats"))[1]


def test_doctor_names_the_reviews_of_the_next_sixty_days(tiny: Path) -> None:
    settings = Settings(intents_dir=tiny)
    early = doctor._content(settings, date(2027, 3, 1))
    near = doctor._content(settings, date(2027, 4, 1))
    assert "to review" not in early.what
    assert "1 to review by 2027-05-24, see `lupus-bot due --by 2027-05-24`" in near.what
