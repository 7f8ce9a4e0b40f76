"""Private chats need no typing: first screen, topics, typed numbers, what to do when not understood."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channels.telegram.links import all_links, payload
from bot.delivery import Outcome
from tests.channels.telegram.wire import PRIVATE, ROSES, UNSURE, Wire


async def test_start_says_what_it_is_and_offers_examples(wire: Wire) -> None:
    await wire.say("/start")
    assert "not a doctor" in wire.text
    assert "I keep no messages" in wire.text
    assert wire.labels()[-1] == "All topics"
    assert len(wire.labels()) >= 4


async def test_the_menu_is_one_message_edited_in_place_with_a_way_back_everywhere(wire: Wire) -> None:
    await wire.say("/start")
    first = wire.shown()["message_id"]
    for label in ("All topics", "Garden", "When do roses flower?", "More about this", "Back", "Back", "Home"):
        await wire.tap(label)
        assert wire.shown()["message_id"] == first
        assert label == "Home" or "Home" in wire.labels()
    assert len(wire.texts) == 1
    assert wire.text.startswith("Hello.")


async def test_an_answer_that_was_tapped_does_not_say_what_was_understood(wire: Wire) -> None:
    await wire.say("/start")
    await wire.tap("When do roses flower?")
    assert wire.text.startswith("<b>When do roses flower?</b>")
    assert "I understood" not in wire.text


async def test_what_is_tapped_under_an_answer_does_not_take_the_answer_away(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("All topics")
    assert len(wire.texts) == 2


@pytest.mark.parametrize("number", ["2", " 2 ", "2.", "2)"])
async def test_a_typed_number_is_a_tap_on_that_button(wire: Wire, number: str) -> None:
    await wire.say(ROSES)
    assert wire.labels()[1] == "When do I plant tulips?"
    await wire.say(number)
    assert "Plant tulips in November" in wire.text


async def test_typed_numbers_count_the_buttons_of_the_menu_that_is_shown(wire: Wire) -> None:
    await wire.say("/topics")
    place = wire.labels().index("Pond") + 1
    await wire.say(str(place))
    assert wire.text.startswith("Pond")
    await wire.say(str(wire.labels().index("Home") + 1))
    assert wire.text.startswith("Hello.")


async def test_in_short_mode_a_typed_number_counts_what_is_shown_there(wire: Wire) -> None:
    await wire.say("/short")
    await wire.say(ROSES)
    assert wire.labels()[1] == "All topics"
    await wire.say("2")
    assert wire.text.startswith("What would you like to know about?")


@pytest.mark.parametrize(
    "screen", ["/help", "/about", "/privacy", "/sources", "/topics", "/nonsense", "/ask"]
)
async def test_every_screen_has_a_way_home(wire: Wire, screen: str) -> None:
    await wire.say(screen)
    assert "Home" in wire.labels()


async def test_a_bare_topic_opens_its_menu(wire: Wire) -> None:
    await wire.say("/topics")
    await wire.tap("Garden")
    assert "When do I plant tulips?" in wire.labels()
    assert wire.labels()[-2:] == ["Back", "Home"]


async def test_none_of_these_asks_for_other_words_and_then_says_whom_to_ask(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("the thing with the doodah")
    assert wire.labels() == [
        "When do roses flower?",
        "When do I plant tulips?",
        "None of these",
        "All topics",
        "Home",
    ]
    assert "Is it one of these?" in wire.text
    await wire.tap("None of these")
    assert "in other words" in wire.text
    assert len(wire.texts) == 1
    await wire.say("you know, the doodah")
    assert "LUPUS UK" in wire.text
    assert wire.labels()[-2:] == ["All topics", "Home"]


async def test_what_was_meant_takes_the_place_of_the_question_back(wire: Wire) -> None:
    wire.will_decide(UNSURE)
    await wire.say("the thing with the doodah")
    await wire.say("2")
    assert "Plant tulips in November" in wire.text
    await wire.say("the thing with the doodah")
    sent = len(wire.texts)
    await wire.tap("When do roses flower?")
    assert "Roses flower in June" in wire.text
    assert len(wire.texts) == sent


async def test_helpful_is_counted_by_card_and_the_buttons_go(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("Helpful")
    assert wire.pressed == "Thank you. Only the count is kept."
    assert "Helpful" not in str(wire.calls("editMessageReplyMarkup")[-1].params)
    assert await _counted(wire, "helpful") == {"garden.roses": 1}


async def test_buttons_pressed_twice_in_haste_count_once_and_stay_away(wire: Wire) -> None:
    await wire.say(ROSES)
    shown = wire.shown()
    for label in ("Not helpful", "Not helpful", "Add to my questions", "Helpful"):
        await wire.tap(label, message=shown)
    assert await _counted(wire, "not_helpful") == {"garden.roses": 1}
    assert await _counted(wire, "helpful") == {}
    left = str(wire.calls("editMessageReplyMarkup")[-1].params)
    await wire.tap("More about this", message=shown)
    for kept in (left, str(wire.last)):
        assert "All topics" in kept
        assert "elpful" not in kept
        assert "Add to my" not in kept


async def test_not_helpful_offers_the_next_best_cards_and_whom_to_ask(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("Not helpful")
    assert "a GP, your rheumatology team, or LUPUS UK" in wire.text
    assert "When do I plant tulips?" in wire.labels()
    assert wire.labels()[-2:] == ["All topics", "Home"]
    assert await _counted(wire, "not_helpful") == {"garden.roses": 1}


async def test_short_answers_are_two_sentences_and_one_row_until_short_again(wire: Wire) -> None:
    await wire.say("/short")
    assert "Short answers are on" in wire.text
    await wire.say(ROSES)
    assert "Most go on until autumn." in wire.text
    assert "Cut them back" not in wire.text
    assert wire.labels() == ["More about this", "All topics", "Sources"]
    await wire.say("/short")
    await wire.say(ROSES)
    assert "Cut them back" in wire.text


async def test_every_deep_link_opens_its_card(wire: Wire) -> None:
    for title, address in all_links("lupus_test_bot", wire.shared.library):
        start = address.rpartition("=")[2]
        assert len(start) <= 64
        assert "." not in start
        await wire.say(f"/start {start}")
        assert title in wire.text


@pytest.mark.parametrize("start", ["nothing", "garden-nothing", "x" * 64, "-", "garden.roses.x"])
async def test_a_deep_link_to_nothing_opens_the_first_screen(wire: Wire, start: str) -> None:
    await wire.say(f"/start {start}")
    assert wire.text.startswith("Hello.")


async def test_a_deep_link_to_a_page_opens_it(wire: Wire) -> None:
    await wire.say("/start privacy")
    assert wire.text.startswith("I do not keep your messages")
    assert payload("garden.roses") == "garden-roses"


async def test_forged_button_data_is_answered_calmly(wire: Wire) -> None:
    message = {"message_id": 1, "date": 1795000000, "chat": PRIVATE, "text": "x"}
    forged = "v1:c:zzzz v1:t:.. v1:t:a.b.c v1:n:x.1 v1:n: v9:c:1 nonsense v1:gm:short v1:p:none v1:none:x v1:add:zzz"
    for data in forged.split():
        assert await wire.press(data, message) is Outcome.ANSWERED
        assert wire.calls("answerCallbackQuery")


async def test_a_button_of_a_message_that_telegram_has_forgotten_still_leads_on(wire: Wire) -> None:
    await wire.press("v1:p:topics", {"message_id": 1, "date": 0, "chat": PRIVATE})
    assert wire.text.startswith("What would you like to know about?")


async def _counted(wire: Wire, name: str) -> dict[str, int]:
    counts = await wire.shared.store.counts(date.min)
    return {count.label: count.number for count in counts if count.name == name}
