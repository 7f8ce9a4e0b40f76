"""Polling, against a real process: what is asked is answered, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.delivery.polling import HELD_UP
from tests.support.bot_api import BotApi, Fault
from tests.support.processes import Bot, tally


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi, tmp_path: Path) -> AsyncIterator[Bot]:
    async with Bot(api.url, tmp_path) as process:
        yield process


async def test_an_answer_is_sent_before_its_question_is_confirmed(api: BotApi, bot: Bot) -> None:
    number = api.ask(1, "slow one")
    await bot.ready()
    assert number in api.pending
    assert await api.until(lambda: len(api.sent(1)) == 1)
    assert await api.until(lambda: not api.pending)
    assert await bot.stop() == 0


async def test_a_chat_that_is_told_to_wait_holds_up_no_other(api: BotApi, bot: Bot) -> None:
    await bot.ready()
    api.faults.append(Fault("429", chat_id=1, retry_after=6))
    api.ask(1, "first")
    api.ask(1, "second")
    await api.until(lambda: any(call.status == 429 for call in api.calls))
    for number in range(5):
        api.ask(2, f"question {number}")
        assert await api.until(lambda n=number: len(api.sent(2)) == n + 1, timeout=1.5)
    assert not api.sent(1)
    assert len(api.pending) >= 2, "what waits is still Telegram's"
    assert await api.until(lambda: len(api.sent(1)) == 2, timeout=12)
    assert [params["text"] for params in api.sent(1)] == ["re: first", "re: second"]
    assert await api.until(lambda: not api.pending, timeout=3)


@pytest.mark.parametrize("waiting", [5, 120], ids=["some", "more than Telegram gives at once"])
async def test_while_answers_wait_telegram_is_asked_again_but_not_too_often(
    api: BotApi, bot: Bot, waiting: int
) -> None:
    await bot.ready()
    api.faults.append(Fault("429", chat_id=1, retry_after=4, count=2))
    for number in range(waiting):
        api.ask(1, f"question {number}")
    api.reads.clear()
    await asyncio.sleep(2)
    assert len(api.pending) == waiting, "what waits is still Telegram's"
    if waiting < 100:
        api.ask(2, "hello")
        assert await api.until(lambda: len(api.sent(2)) == 1, timeout=2)
    same = [later - earlier for (a, earlier), (b, later) in pairwise(api.reads) if a == b]
    assert all(seconds > 0.5 for seconds in same)
    assert len(api.reads) <= 6


async def test_a_question_that_always_fails_gets_the_apology_and_lets_others_pass(
    api: BotApi, bot: Bot
) -> None:
    await bot.ready()
    api.ask(1, "raise")
    api.ask(1, "next")
    api.ask(2, "other")
    assert await api.until(lambda: len(api.sent(2)) == 1, timeout=1)
    assert await api.until(lambda: len(api.sent(1)) == 2, timeout=14)
    assert "999" in api.sent(1)[0]["text"]
    assert api.sent(1)[1]["text"] == "re: next"
    assert await api.until(lambda: not api.pending, timeout=3)


async def test_a_question_that_kills_the_process_is_apologised_for_after_three_tries(
    api: BotApi, tmp_path: Path
) -> None:
    api.ask(1, "die")
    for _ in range(3):
        async with Bot(api.url, tmp_path) as bot:
            assert await bot.process.wait() == 9
    async with Bot(api.url, tmp_path):
        assert await api.until(lambda: len(api.sent(1)) == 1)
    assert "999" in api.sent(1)[0]["text"]


async def test_a_send_that_fails_is_repeated_once_and_once_only(api: BotApi, bot: Bot) -> None:
    await bot.ready()
    for kind in ("502", "reset", "reset_after", "bad_json", "odd_json"):
        api.calls.clear()
        api.faults.append(Fault(kind))
        api.ask(1, "hello")
        assert await api.until(lambda: not api.pending, timeout=8), kind
        sends = [call for call in api.calls if call.method == "sendMessage"]
        assert len(sends) == 2, kind
        assert all("reply_parameters" in call.params for call in sends)


async def test_a_read_that_fails_is_repeated(api: BotApi, bot: Bot) -> None:
    await bot.ready()
    for kind in ("502", "429", "reset", "bad_json", "odd_json"):
        api.calls.clear()
        api.faults.append(Fault(kind, "getUpdates"))
        api.ask(1, "hello")
        assert await api.until(lambda: not api.pending, timeout=8), kind
        assert len(api.sent(1)) == 1, kind
    assert await bot.stop() == 0


async def test_a_token_that_is_revoked_ends_the_bot_and_the_next_start_answers(
    api: BotApi, bot: Bot, tmp_path: Path
) -> None:
    await bot.ready()
    api.faults += [
        Fault("401", method, count=9, description="Unauthorized") for method in ("getUpdates", "sendMessage")
    ]
    api.ask(1, "hello")
    assert await asyncio.wait_for(bot.process.wait(), 15) == 2
    assert not api.sent()
    api.faults.clear()
    async with Bot(api.url, tmp_path):
        assert await api.until(lambda: not api.pending)
    assert [params["text"] for params in api.sent()] == ["re: hello"]


@pytest.mark.parametrize(
    "kind", ["429", "502", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("reset", "bad_json"))]
)
async def test_a_storm_of_failures_loses_and_reorders_nothing(api: BotApi, bot: Bot, kind: str) -> None:
    await bot.ready()
    api.faults.append(Fault(kind, count=24, retry_after=1))
    asked: dict[int, list[int]] = {}
    for number in range(36):
        update = api.ask(1 + number % 12, f"question {number}")
        asked.setdefault(1 + number % 12, []).append(api.pending[update]["message"]["message_id"])
    assert await api.until(lambda: not api.pending, timeout=40)
    result = tally(api, asked)
    assert (result.lost, result.reordered) == (0, 0)
    assert result.doubled <= (24 if kind == "bad_json" else 0), "a double only where it may have arrived"


async def test_a_conflict_is_said_once_with_what_to_do(api: BotApi, bot: Bot) -> None:
    api.faults.append(Fault("409", "getUpdates", count=2))
    api.ask(1, "hello")
    assert await api.until(lambda: not api.pending, timeout=15)
    assert bot.log.count("webhook delete") == 1


async def test_a_refused_token_ends_with_one_clear_line(api: BotApi, tmp_path: Path) -> None:
    async with Bot(api.url, tmp_path, {"TELEGRAM_BOT_TOKEN": "999999:refused"}) as bot:
        assert await bot.process.wait() == 2
    assert "BotFather" in bot.log
    assert "refused" not in bot.log.replace("Telegram refused", "")


async def test_a_restart_answers_what_came_meanwhile_in_order(api: BotApi, bot: Bot, tmp_path: Path) -> None:
    await bot.ready()
    api.ask(1, "before")
    assert await api.until(lambda: not api.pending)
    assert await bot.stop() == 0
    for number in range(150):
        api.ask(number % 3, f"question {number}")
    async with Bot(api.url, tmp_path):
        assert await api.until(lambda: not api.pending)
    for chat in range(3):
        texts = [params["text"] for params in api.sent(chat) if "question" in params["text"]]
        assert texts == [f"re: question {number}" for number in range(150) if number % 3 == chat]


async def test_many_busy_questions_at_once_are_answered_once_each(api: BotApi, bot: Bot) -> None:
    for chat in range(1, 81):
        api.ask(chat, "busy")
    assert await api.until(lambda: not api.pending, timeout=60)
    assert [len(api.sent(chat)) for chat in range(1, 81)] == [1] * 80


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["429", "502"])
async def test_a_chat_that_cannot_be_answered_for_long_holds_up_no_hundred_others(
    api: BotApi, bot: Bot, kind: str
) -> None:
    await bot.ready()
    api.faults.append(Fault(kind, chat_id=1, retry_after=3600, count=10**6))
    api.ask(1, "first")
    for number in range(300):
        api.ask(2 + number % 50, f"question {number}")
    assert await api.until(lambda: len(api.sent()) == 300, timeout=HELD_UP + 30)
    assert await bot.stop() == 0
