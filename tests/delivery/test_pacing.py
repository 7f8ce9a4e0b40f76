"""Calls leave at Telegram's pace, danger first, and one chat's wait is no other's. In virtual time."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from bot.delivery.pacing import Pacing
from tests.support.virtual_time import now, run

FOREVER = 1e9


def most_in(times: list[float], seconds: float) -> int:
    """The most that fell into any window of so many seconds."""
    return max(place - bisect_left(times, at - seconds) + 1 for place, at in enumerate(times))


def test_a_backlog_of_five_thousand_leaves_in_order_at_telegrams_pace() -> None:
    async def drain() -> dict[int, list[tuple[float, int]]]:
        pacing, sent = Pacing(clock=now), defaultdict(list)

        async def chat(number: int) -> None:
            for question in range(5):
                assert await pacing.turn("sendMessage", str(number), danger=False, patience=FOREVER) == 0
                sent[number].append((now(), question))

        await asyncio.gather(*(chat(number) for number in range(1, 1001)))
        return sent

    sent = run(drain())
    times = sorted(at for calls in sent.values() for at, _ in calls)
    assert len(times) == 5000
    assert most_in(times, 1.0) <= 30
    assert times[-1] < 5000 / 27
    for calls in sent.values():
        assert [question for _, question in calls] == [0, 1, 2, 3, 4]
        assert all(later - earlier > 1.0 for (earlier, _), (later, _) in pairwise(calls))


def test_a_group_gets_at_most_twenty_messages_a_minute_and_danger_does_not_wait_for_that() -> None:
    async def talk() -> tuple[list[float], float]:
        pacing, times = Pacing(clock=now), []
        for _ in range(60):
            await pacing.turn("sendMessage", "-100", danger=False, patience=FOREVER)
            times.append(now())
        before = now()
        await pacing.turn("sendMessage", "-100", danger=True, patience=FOREVER)
        return times, now() - before

    times, danger = run(talk())
    assert most_in(times, 60) <= 20
    assert danger < 1.2


def test_danger_overtakes_what_waits_for_its_turn() -> None:
    async def crowd() -> list[str]:
        pacing, order = Pacing(clock=now), []

        async def call(chat: int, danger: bool) -> None:
            await pacing.turn("sendMessage", str(chat), danger=danger, patience=FOREVER)
            order.append("danger" if danger else "other")

        await asyncio.gather(*(call(chat, danger=chat == 50) for chat in range(1, 51)))
        return order

    assert run(crowd()).index("danger") <= 1


def test_a_chat_that_is_held_holds_up_no_other_and_is_not_let_go_early() -> None:
    async def held() -> tuple[float, float]:
        pacing = Pacing(paced=False, clock=now)
        pacing.hold("sendMessage", "1", 30)
        await pacing.turn("sendMessage", "2", danger=False, patience=0)
        other = now()
        pacing.hold("sendMessage", "1", 2)  # a shorter halt does not shorten a longer one
        await pacing.turn("sendMessage", "1", danger=False, patience=FOREVER)
        return other, now()

    assert run(held()) == (0, 30)


def test_a_wait_above_the_patience_is_told_at_once() -> None:
    async def impatient() -> tuple[float, float]:
        pacing = Pacing(clock=now)
        pacing.hold("sendMessage", "1", 30)
        return await pacing.turn("sendMessage", "1", danger=False, patience=5), now()

    assert run(impatient()) == (30, 0)


def test_a_kind_of_call_without_a_chat_that_is_held_holds_up_no_chat() -> None:
    async def commands() -> tuple[float, float]:
        pacing = Pacing(clock=now)
        pacing.hold("setMyDescription", "", 3600)
        sent = await pacing.turn("sendMessage", "1", danger=False, patience=5)
        return sent, await pacing.turn("setMyDescription", "", danger=False, patience=5)

    assert run(commands()) == (0, 3600)


def test_chats_are_forgotten_after_a_while_but_not_while_they_are_held() -> None:
    async def many() -> int:
        pacing = Pacing(paced=False, clock=now)
        pacing.hold("sendMessage", "held", 1000)
        for chat in range(5000):
            await pacing.turn("sendMessage", str(chat), danger=False, patience=5)
        await asyncio.sleep(300)
        await pacing.turn("sendMessage", "new", danger=False, patience=5)
        assert await pacing.turn("sendMessage", "held", danger=False, patience=0) == 700
        return len(pacing._chats)

    assert run(many()) == 2


def test_danger_does_not_queue_behind_the_calls_that_wait_in_its_group_and_they_keep_a_second_from_it() -> (
    None
):
    async def busy() -> tuple[list[str], list[float]]:
        pacing, left = Pacing(clock=now), []

        async def call(name: str, *, danger: bool = False) -> None:
            await pacing.turn("sendMessage", "-100", danger=danger, patience=FOREVER)
            left.append((name, now()))

        waiting = [asyncio.create_task(call(f"answer {number}")) for number in range(9)]
        await asyncio.sleep(10)
        told = pacing.turn("sendMessage", "-100", danger=True, patience=1.1)
        assert await told == 0, "no notice is put off for what only waits"
        left.append(("notice", now()))
        await asyncio.gather(*waiting, call("second notice", danger=True))
        return [name for name, _ in left], [at for _, at in left]

    names, times = run(busy())
    assert names.index("notice") < 8
    assert names.index("second notice") == names.index("notice") + 1
    assert [name for name in names if name.startswith("answer")] == [f"answer {n}" for n in range(9)]
    assert all(later - earlier > 1.0 for earlier, later in pairwise(times))
