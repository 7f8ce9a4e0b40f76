"""Inline mode: answers offered in any chat while somebody types @bot and a question."""

from __future__ import annotations

import pytest

from bot.core.model import Decision
from tests.channels.telegram.wire import CHEST_PAIN, ROSES, Json, Wire
from tests.support.bot_api import Fault


def sent_text(result: Json) -> str:
    return str(result["input_message_content"]["message_text"])


async def test_the_best_card_comes_first_with_title_and_first_line(wire: Wire) -> None:
    answer = await wire.asks_inline(ROSES)
    first = answer["results"][0]
    assert first["title"] == "When do roses flower?"
    assert first["description"].startswith("Roses flower in June.")
    assert not answer["button"]


async def test_what_is_sent_carries_source_date_and_where_to_get_help(wire: Wire) -> None:
    text = sent_text((await wire.asks_inline(ROSES))["results"][0])
    assert text.startswith("<b>When do roses flower?</b>")
    assert "Garden Society, Roses</a> (from a copy read in November 2026)" in text
    assert "Ask a gardener." in text


async def test_an_empty_query_shows_the_common_questions(wire: Wire) -> None:
    titles = [result["title"] for result in (await wire.asks_inline(" "))["results"]]
    assert "When do roses flower?" in titles


async def test_nothing_found_leads_to_the_private_chat(wire: Wire) -> None:
    wire.will_decide(Decision("fallback", reason="nothing"))
    answer = await wire.asks_inline("the doodah")
    assert answer["results"] == []
    assert answer["button"] == {"text": "Ask me in private", "start_parameter": "topics"}


async def test_danger_offers_the_notice_first(wire: Wire) -> None:
    answer = await wire.asks_inline(CHEST_PAIN)
    assert answer["results"][0]["title"] == "Chest pain"
    assert sent_text(answer["results"][0]).startswith("<b>Call 999 now")


async def test_a_greeting_is_no_answer_to_send_to_others(wire: Wire) -> None:
    titles = [result["title"] for result in (await wire.asks_inline("thank you"))["results"]]
    assert "Thank you" not in titles


async def test_results_have_ids_of_their_own_and_texts_that_telegram_takes(wire: Wire) -> None:
    for query in ("", ROSES, "frogs and roses", CHEST_PAIN):
        results = (await wire.asks_inline(query))["results"]
        assert len({result["id"] for result in results}) == len(results)
        assert all(len(result["id"].encode()) <= 64 for result in results)
        assert all(0 < len(sent_text(result)) <= 4096 for result in results)


@pytest.mark.parametrize("query", ["<b>", "&amp;", "*", "_" * 256, "\u202e", "👍"])
async def test_whatever_is_typed_is_answered(wire: Wire, query: str) -> None:
    assert (await wire.asks_inline(query))["inline_query_id"] == "1"


async def test_an_answer_that_comes_too_late_is_no_failure(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", "answerInlineQuery", description="Bad Request: query is too old"))
    query = {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "A"}, "query": ROSES, "offset": ""}
    assert (await wire.update("inline_query", query)).value == "answered"
