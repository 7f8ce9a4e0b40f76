"""Calls are repeated by what is known of a failure, and what Telegram asks for is kept to. In virtual time."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.sending import AT_ONCE, DANGER, Later, Sender
from tests.support.virtual_time import now, run


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


def flood(seconds: int) -> RetryAfter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of a change to come whenever it says 429
        return RetryAfter(seconds)


class Wire:
    """Answers calls with what it is told, then with success."""

    def __init__(self, *answers: Exception) -> None:
        self.answers = list(answers)
        self.calls: list[float] = []

    async def __call__(self) -> bool:
        self.calls.append(now())
        if self.answers:
            raise self.answers.pop(0)
        return True


def send(
    wire: Callable[[], Any], *, endpoint: str = "sendMessage", chat: int = 1, sender: Sender | None = None
) -> Any:
    chosen = sender or Sender(paced=False, clock=now)
    data = {"chat_id": chat} if chat else {}
    return chosen.process_request(wire, (), {}, endpoint, data, None)


def test_what_never_left_is_repeated_until_it_leaves() -> None:
    wire = Wire(*(caused(NetworkError("x"), httpx.ConnectError("refused")) for _ in range(4)))
    assert run(send(wire))
    assert len(wire.calls) == 5


@pytest.mark.parametrize(
    "error",
    [
        caused(TimedOut(), httpx.ReadTimeout("x")),
        caused(NetworkError("x"), httpx.ReadError("reset")),
        NetworkError("Bad Gateway"),
        TelegramError("Invalid server response"),
        KeyError("result"),
    ],
    ids=["no answer", "reset", "502", "truncated", "not Telegram's answer"],
)
def test_what_may_have_arrived_is_repeated_once_and_then_comes_again_later(error: Exception) -> None:
    once = Wire(error)
    assert run(send(once))
    assert len(once.calls) == 2
    always = Wire(*[error] * 9)
    with pytest.raises(Later):
        run(send(always))
    assert len(always.calls) == 2


@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("bot was blocked by the user")])
def test_what_telegram_refuses_is_not_repeated(error: TelegramError) -> None:
    wire = Wire(error, error)
    with pytest.raises(type(error)):
        run(send(wire))
    assert len(wire.calls) == 1


def test_what_no_request_can_be_made_of_is_refused_and_not_waited_for() -> None:
    error = UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
    wire = Wire(*[caused(NetworkError("x"), error)] * 9)
    with pytest.raises(BadRequest):
        run(send(wire))
    assert len(wire.calls) == 1


def test_a_token_that_is_revoked_keeps_the_question_for_the_next_start() -> None:
    with pytest.raises(Later):
        run(send(Wire(InvalidToken("Unauthorized"))))
    with pytest.raises(InvalidToken):
        run(send(Wire(InvalidToken("Unauthorized")), endpoint="getMe", chat=0))


def test_a_short_flood_is_waited_for_and_a_long_one_comes_again_later() -> None:
    wire = Wire(flood(3))
    assert run(send(wire))
    assert wire.calls[1] - wire.calls[0] >= 3
    with pytest.raises(Later) as later:
        run(send(Wire(flood(60))))
    assert later.value.retry_after == 60


def test_floods_in_three_chats_halt_all_but_danger_and_a_flood_of_commands_halts_none() -> None:
    async def storm() -> None:
        sender = Sender(paced=False, clock=now)
        with pytest.raises(Later):
            await send(Wire(flood(3600)), endpoint="setMyDescription", chat=0, sender=sender)
        assert await send(Wire(), chat=9, sender=sender)
        for chat, wait in ((1, 40), (2, 20), (3, 30)):
            with pytest.raises(Later):
                await send(Wire(flood(wait)), chat=chat, sender=sender)
        with pytest.raises(Later) as later:
            await send(Wire(), chat=9, sender=sender)
        assert later.value.retry_after == 20
        assert await sender.process_request(Wire(), (), {}, "sendMessage", {"chat_id": 9}, DANGER)
        await asyncio.sleep(20)
        assert await send(Wire(), chat=9, sender=sender)

    run(storm())


def test_a_blip_that_many_calls_meet_keeps_them_waiting_a_moment_and_an_outage_longer() -> None:
    async def waits(seconds: float) -> list[float]:
        sender = Sender(paced=False, clock=now)
        with pytest.raises(Later):
            await send(Wire(*[NetworkError("Bad Gateway")] * 9), sender=sender)
        await asyncio.sleep(seconds)
        told = []
        for chat in range(20):
            with pytest.raises(Later) as later:
                await send(Wire(*[NetworkError("Bad Gateway")] * 9), chat=chat, sender=sender)
            told.append(later.value.retry_after)
        return told

    assert max(run(waits(0))) < 10
    assert min(run(waits(60))) == 30


def test_few_calls_are_under_way_at_once_and_danger_waits_for_none_of_them() -> None:
    async def crowd() -> tuple[int, int]:
        sender, under_way, most = Sender(paced=False, clock=now), 0, 0

        async def slow() -> bool:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(3)
            under_way -= 1
            return True

        calls = [asyncio.create_task(send(slow, chat=chat, sender=sender)) for chat in range(1, 31)]
        await asyncio.sleep(1)
        danger = asyncio.create_task(
            sender.process_request(slow, (), {}, "sendMessage", {"chat_id": 99}, DANGER)
        )
        await asyncio.sleep(0.1)
        with_danger = under_way
        await asyncio.gather(*calls, danger)
        return most, with_danger

    assert run(crowd()) == (AT_ONCE + 1, AT_ONCE + 1)
