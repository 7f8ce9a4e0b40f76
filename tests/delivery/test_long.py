"""Long runs: a backlog is drained in order at Telegram's pace, and memory stays flat."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import pytest

from tests.benchmarks.load import measure
from tests.support.bot_api import BotApi
from tests.support.processes import Bot, Tally, tally


@pytest.mark.parametrize("questions", [25, pytest.param(5000, marks=pytest.mark.slow)])
async def test_a_backlog_is_drained_in_order_at_telegrams_pace(tmp_path: Path, questions: int) -> None:
    async with BotApi(latency=0.03) as api:
        asked: dict[int, list[int]] = {}
        for number in range(questions):
            update = api.ask(1 + number % (questions // 5), f"question {number}")
            asked.setdefault(1 + number % (questions // 5), []).append(
                api.pending[update]["message"]["message_id"]
            )
        async with Bot(api.url, tmp_path, {"LIMITS": "on"}) as bot:
            await bot.ready()
            assert await api.until(lambda: not api.pending, timeout=30 + questions / 10)
            assert await bot.stop() == 0
        assert tally(api, asked) == Tally(questions, 0, 0, 0)
        times = [call.at for call in api.calls if call.method == "sendMessage"]
    busiest = max(place - bisect_left(times, at - 1) + 1 for place, at in enumerate(times))
    print(f"\n{questions} answers in {times[-1] - times[0]:.0f} s, at most {busiest} in a second")
    assert busiest <= 30


@pytest.mark.slow
@pytest.mark.parametrize("content", ["tiny", "full"])
async def test_ten_thousand_updates_leave_memory_flat(content: str) -> None:
    load = await measure(10_000, content=content)
    print(f"\n{content} content: {load}")
    assert load.growth < 0.05
    assert max(load.memory.values()) < 250
