"""How much one person may ask: counted by the dates of the messages, with danger always passing."""

from __future__ import annotations

import time
from datetime import date

from bot.channels.telegram.limits import QUESTIONS, Limits
from bot.delivery import Outcome
from tests.channels.telegram.wire import ANN, BOB, CHEST_PAIN, GROUP, PRIVATE, ROSES, Json, Wire

ASK = f"/ask {ROSES}"


async def test_the_sixth_question_in_half_a_minute_gets_a_notice_and_the_seventh_silence(wire: Wire) -> None:
    said = [await wire.say(ROSES) for _ in range(8)]
    assert said == [Outcome.ANSWERED] * 6 + [Outcome.SILENT] * 2
    assert wire.text.startswith("You have asked a lot in a short time")
    refused = [count.number for count in await wire.shared.store.counts(date.min) if count.name == "refused"]
    assert refused == [3]


async def test_ask_counts_as_a_question_in_private_and_in_groups_together(wire: Wire) -> None:
    said = [await wire.say(ASK, chat) for chat in [PRIVATE, GROUP] * 4]
    assert said == [Outcome.ANSWERED] * 6 + [Outcome.SILENT] * 2


async def test_danger_always_passes(wire: Wire) -> None:
    for chat in (PRIVATE, GROUP):
        for _ in range(8):
            await wire.say(ASK, chat)
        assert await wire.say(f"/ask {CHEST_PAIN}", chat) is Outcome.ANSWERED
        assert wire.text.startswith("<b>Call 999 now") or "Please act on the notice" in wire.text


async def test_one_person_over_the_limit_is_nobody_elses_matter(wire: Wire) -> None:
    for _ in range(8):
        await wire.say(ASK, GROUP, ANN)
    assert await wire.say(ASK, GROUP, BOB) is Outcome.ANSWERED


async def test_questions_that_waited_together_count_by_their_own_dates(wire: Wire) -> None:
    now = int(time.time())
    said = [await wire.say(ROSES, date=now - 1000 + 60 * number) for number in range(10)]
    assert said == [Outcome.ANSWERED] * 10


async def test_sixty_questions_an_hour_are_the_most() -> None:
    limits = Limits()
    said = [limits.ask(1, float(number * 20)) for number in range(62)]
    assert said == ["ok"] * 60 + ["notice", "silent"]
    assert limits.ask(1, 3600.0 + 20) == "ok"
    assert QUESTIONS == ((5, 30), (60, 3600))


async def test_taps_and_typed_numbers_are_not_questions(wire: Wire) -> None:
    await wire.say("/topics")
    for _ in range(4):
        await wire.say(str(wire.labels().index("Pond") + 1))
        await wire.say(str(wire.labels().index("Back") + 1))
    assert await wire.say(ROSES) is Outcome.ANSWERED
    assert "Roses flower in June" in wire.text


async def test_limits_can_be_switched_off_for_load_tests(wire: Wire) -> None:
    wire.shared.questions = Limits(on=False)
    assert [await wire.say(ROSES) for _ in range(9)] == [Outcome.ANSWERED] * 9


async def test_an_update_that_is_tried_again_counts_once(wire: Wire) -> None:
    body: Json = {"message_id": 5, "date": int(time.time()), "chat": PRIVATE, "from": ANN, "text": ROSES}
    for _ in range(9):
        result = await wire.channel.process({"update_id": 1, "message": body})
        assert result.outcome is Outcome.ANSWERED
