"""What whoever runs the bot sees of the real process: health, metrics, systemd, reload, and how it ends."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bot_api import TOKEN, BotApi
from tests.support.processes import REAL, Bot
from tests.support.tiny import ASKED, change

ROSES = ASKED[0]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi, tiny: Path, tmp_path: Path) -> AsyncIterator[Bot]:
    (tmp_path / "state").mkdir()
    async with Bot(api.url, tmp_path / "state", {"INTENTS_DIR": str(tiny)}, REAL) as process:
        await process.ready()
        yield process


async def logged(api: BotApi, bot: Bot, words: str) -> None:
    assert await api.until(lambda: words in bot.log), bot.log


async def test_health_and_metrics_say_how_the_bot_is_and_name_no_person(api: BotApi, bot: Bot) -> None:
    api.ask(987654321, ROSES)
    assert await api.until(lambda: not api.pending)
    assert "WARNING" not in bot.log, "a quiet start"
    assert await bot.get("/livez") == (200, "ok\n")
    assert await bot.get("/readyz") == (200, "ok\n")
    status, page = await bot.get("/metrics")
    assert (status, (await bot.get("/"))[0], (await bot.get("/..%2f"))[0]) == (200, 404, 404)
    assert 'lupus_updates_total{outcome="answered"} 1.0' in page
    assert "lupus_ready 1.0" in page
    assert not {"987654321", "roses", "Ann", TOKEN} & set(re.split(r'[\s"{}=,]', page))


async def test_a_stop_flips_readiness_first_finishes_what_is_in_hand_and_exits_with_0(
    api: BotApi, bot: Bot
) -> None:
    api.latency = 1.5
    api.ask(1, ROSES)
    assert await api.until(
        lambda: any(call.method == "sendMessage" for call in api.calls) or bool(api.pending)
    )
    await asyncio.sleep(0.5)
    stopping = asyncio.create_task(bot.stop())
    await asyncio.sleep(0.3)
    assert await bot.get("/readyz") == (503, "stopping\n")
    assert await stopping == 0
    assert len(api.sent(1)) == 1
    assert not api.pending, "confirmed before the end"


@pytest.mark.slow
async def test_a_stop_does_not_wait_long_for_what_hangs_and_the_next_start_answers_it(
    api: BotApi, bot: Bot, tiny: Path
) -> None:
    api.latency = 60
    api.ask(1, ROSES)
    await asyncio.sleep(1)
    started = time.monotonic()
    assert await bot.stop(30) == 0
    assert time.monotonic() - started < 15
    api.latency = 0
    assert not api.sent(1)
    async with Bot(api.url, bot.state, {"INTENTS_DIR": str(tiny)}, REAL):
        assert await api.until(lambda: not api.pending)
    assert len(api.sent(1)) == 1


async def test_a_second_ctrl_c_is_no_harm(bot: Bot) -> None:
    bot.process.send_signal(signal.SIGINT)
    bot.process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(bot.process.wait(), 15) == 0
    assert "Traceback" not in bot.log


async def test_a_reload_takes_good_content_and_keeps_the_old_one_for_bad(
    api: BotApi, bot: Bot, tiny: Path
) -> None:
    roses = tiny / "garden" / "roses.yaml"
    change(roses, "Roses flower in June", "Roses flower in July")
    bot.process.send_signal(signal.SIGHUP)
    await logged(api, bot, "content in use")
    change(roses, "title:", "titel:")
    bot.process.send_signal(signal.SIGHUP)
    await logged(api, bot, "content refused")
    assert "roses.yaml:2" in bot.log
    api.ask(1, ROSES)
    assert await api.until(lambda: len(api.sent(1)) == 1)
    assert "July" in api.sent(1)[0]["text"]
    assert 'lupus_reloads_total{result="refused"} 1.0' in (await bot.get("/metrics"))[1]


async def test_systemd_hears_ready_watchdog_and_stopping(api: BotApi, tiny: Path, tmp_path: Path) -> None:
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    heard.bind(str(tmp_path / "notify"))
    settings = {
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "600000",
        "INTENTS_DIR": str(tiny),
    }
    async with Bot(api.url, tmp_path, settings, REAL) as bot:
        await bot.ready()
        await asyncio.sleep(1)
        assert await bot.stop() == 0
    said = []
    while True:
        try:
            said.append(heard.recv(100).decode())
        except BlockingIOError:
            break
    heard.close()
    assert said.count("WATCHDOG=1") >= 3
    assert [word for word in said if word != "WATCHDOG=1"] == ["READY=1", "STOPPING=1"]


async def test_a_telegram_that_cannot_be_reached_at_the_start_is_waited_for(
    tiny: Path, tmp_path: Path
) -> None:
    async with BotApi() as gone:
        address = gone.url
    async with Bot(address, tmp_path, {"INTENTS_DIR": str(tiny)}, REAL) as bot:
        for _ in range(300):
            await asyncio.sleep(0.05)
            if "telegram unreachable" in bot.log:
                break
        assert (await bot.get("/readyz"))[0] == 503
        assert (await bot.get("/livez"))[0] == 200
        assert await bot.stop() == 0
    assert "Traceback" not in bot.log
