"""One turn: danger first, then the answer, with nothing but words from the content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.core.library import Library
from bot.core.model import Card, Context, Decision, Notice
from bot.core.red_flags import RedFlags
from bot.core.vocabulary import Name
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import answer, press
from bot.dialogue.pages import PER_SCREEN
from bot.dialogue.reply import Button, Remembered, Turn
from tests.support.fakes import BrokenEngine, BrokenTriage, SaidEngine, SaidTriage

FIRE = Notice("urgent.fire", "emergency", "Fire", "Call 999 now.", elsewhere="Call your local number.")
WASP = Notice("urgent.wasp", "urgent", "Wasp", "Call NHS 111.")
ROSES = Decision("answer", answers=("garden.roses",), confidence=0.9, reason="match")


@pytest.fixture
def garden(tiny: Path) -> Library:
    return replace(load_library(tiny), red_flags=RedFlags(notices=(FIRE, WASP)))


def asked(
    garden: Library,
    decision: Decision = ROSES,
    flags: tuple[str, ...] = (),
    remembered: Remembered | None = None,
    country: str = "GB",
    today: date = date(2026, 11, 23),
    now: float = 0.0,
) -> Turn:
    assistant = Assistant(
        garden, SaidEngine(decision), SaidTriage(flags), today=lambda: today, country=country
    )
    return assistant.ask("when do roses flower", remembered, now=now)


def test_an_answer_says_what_was_understood_who_to_ask_and_where_it_comes_from(garden: Library) -> None:
    assert asked(garden).reply.text() == (
        "I understood: When do roses flower?\n\n"
        "Roses flower in June. Most go on until autumn. Cut them back in spring.\n\n"
        "Ask a gardener.\n\n"
        "Source: Garden Society, Roses (from a copy read in November 2026)."
    )


def test_more_and_related_questions_are_buttons(garden: Library) -> None:
    assert asked(garden).reply.buttons == (
        Button("More about this", "more", "garden.roses"),
        Button("When do I plant tulips?", "card", "garden.tulips"),
    )


def test_a_card_that_may_be_meant_instead_is_a_tap_away(garden: Library) -> None:
    meant = Decision("answer", answers=("garden.tulips",), suggestions=("garden.roses",), confidence=0.8)
    turn = asked(garden, meant)
    assert [button.value for button in turn.reply.buttons if button.action == "card"] == ["garden.roses"]
    assert asked(garden, replace(meant, suggestions=())).reply.buttons == ()


def test_what_is_said_of_the_medicine_just_asked_about_is_read_with_it(garden: Library) -> None:
    class Reading(SaidTriage):
        def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
            return ("urgent.fire",) if text == "rose spray took ten" else ("urgent.wasp",)

    spray = Name("rose_spray", "medicine")
    library = replace(garden, vocabulary=replace(garden.vocabulary, names=(spray,)))
    after = Remembered(Context(names=("rose_spray",)))
    turn = Assistant(library, SaidEngine(ROSES), Reading()).ask("took ten", after)
    assert turn.notice == FIRE  # the more urgent of the two


def test_two_answers_share_what_they_have_in_common(garden: Library) -> None:
    turn = asked(garden, Decision("answer", answers=("garden.roses", "garden.tulips"), confidence=0.8))
    text = turn.reply.text()
    assert text.index("Roses flower") < text.index("Plant tulips")
    assert text.count("Ask a gardener.") == 1
    assert text.endswith(
        "Sources: Garden Society, Roses; Garden Society, Tulips (from copies read in October 2026)."
    )


def test_an_emergency_notice_stands_alone_with_one_button(garden: Library) -> None:
    turn = asked(garden, flags=("urgent.fire",))
    assert turn.decision == "escalate"
    assert turn.reply.text() == "Call 999 now."
    assert [button.label for button in turn.reply.buttons] == ["This is not happening now"]
    assert (turn.answers, turn.suggestions) == ((), ("garden.roses",))


def test_that_button_then_gives_the_ordinary_answer(garden: Library) -> None:
    assistant = Assistant(garden, SaidEngine(ROSES), SaidTriage(("urgent.fire",)))
    turn = assistant.ask("fire", Remembered())
    after = press(assistant, turn.reply.buttons[0], turn.remembered)
    assert after.answers == ("garden.roses",)
    assert "Roses flower in June." in after.reply.text()


def test_an_urgent_notice_comes_first_and_the_answer_follows(garden: Library) -> None:
    turn = asked(garden, flags=("urgent.wasp",))
    assert turn.decision == "answer"
    assert turn.notice == WASP
    assert turn.reply.text().startswith("Call NHS 111.\n\nI understood:")


def test_outside_the_uk_a_notice_names_the_local_number(garden: Library) -> None:
    assert asked(garden, flags=("urgent.fire",), country="FR").reply.text() == "Call your local number."


def test_the_same_notice_within_a_minute_is_one_line(garden: Library) -> None:
    first = asked(garden, flags=("urgent.fire",), now=100.0)
    soon = asked(garden, flags=("urgent.fire",), now=130.0, remembered=first.remembered)
    later = asked(garden, flags=("urgent.fire",), now=170.0, remembered=first.remembered)
    other = asked(garden, flags=("urgent.wasp",), now=130.0, remembered=first.remembered)
    assert soon.reply.text() == garden.wording["notice_again"]
    assert later.reply.text() == "Call 999 now."
    assert other.reply.text().startswith("Call NHS 111.")


def test_the_notice_goes_out_when_understanding_fails(garden: Library) -> None:
    turn = Assistant(garden, BrokenEngine(), SaidTriage(("urgent.fire",))).ask("fire")
    assert turn.reply.text() == "Call 999 now."


def test_a_built_in_notice_goes_out_when_the_rules_fail(garden: Library) -> None:
    turn = Assistant(garden, BrokenEngine(), BrokenTriage()).ask("I have chest pain and I can't breathe")
    assert turn.decision == "escalate"
    assert "999" in turn.reply.text()


def test_a_failure_is_a_calm_line_with_999_and_111(garden: Library) -> None:
    turn = Assistant(garden, BrokenEngine(), SaidTriage()).ask("when do roses flower")
    assert turn.reply.text() == garden.wording["error"]
    assert "999" in turn.reply.text()


def test_after_its_due_date_an_answer_says_so(garden: Library) -> None:
    text = asked(garden, today=date(2027, 6, 1)).reply.text()
    assert "due for a check in May 2027" in text
    assert "Roses flower in June." in text


def test_ninety_days_later_only_the_link_is_left(garden: Library) -> None:
    text = asked(garden, today=date(2027, 9, 1)).reply.text()
    assert "Roses flower" not in text
    assert "Garden Society, Roses" in text


def test_a_question_back_offers_titles(garden: Library) -> None:
    turn = asked(garden, Decision("clarify", suggestions=("garden.roses", "garden.tulips"), confidence=0.5))
    assert [button.label for button in turn.reply.buttons] == [
        "When do roses flower?",
        "When do I plant tulips?",
        "None of these",
    ]


def test_the_second_time_in_a_row_it_says_whom_to_ask(garden: Library) -> None:
    nothing = Decision("fallback", reason="nothing")
    first = asked(garden, nothing)
    second = asked(garden, nothing, remembered=first.remembered)
    assert "ask in other words" in first.reply.text()
    assert "LUPUS UK" in second.reply.text()


def test_with_cards_to_offer_there_is_a_request_for_other_words_in_between(garden: Library) -> None:
    unsure = Decision("fallback", suggestions=("garden.roses", "garden.tulips"), reason="weak")
    first = asked(garden, unsure)
    second = asked(garden, unsure, remembered=first.remembered)
    third = asked(garden, unsure, remembered=second.remembered)
    assert "Is it one of these?" in first.reply.text()
    assert "ask in other words" in second.reply.text()
    assert "LUPUS UK" in third.reply.text()


def test_a_bare_topic_opens_its_menu_a_screen_at_a_time(library: Library) -> None:
    whole = tuple(card.id for card in library.in_topic("medicines"))
    bare = Decision("clarify", suggestions=whole, reason="topic_word", names=("medicines",))
    turn = Assistant(library, SaidEngine(bare), SaidTriage()).ask("medicines")
    assert len(turn.reply.buttons) <= PER_SCREEN + 3
    assert turn.reply.buttons[-1].label == "Home"


def test_nobody_who_was_not_understood_is_offered_a_thank_you(library: Library) -> None:
    weak = Decision("fallback", suggestions=("chat.thanks", "symptoms.hair_loss"), reason="weak")
    turn = Assistant(library, SaidEngine(weak), SaidTriage()).ask("the doodah")
    assert turn.suggestions == ("symptoms.hair_loss",)


def test_another_language_gets_its_own_line(garden: Library) -> None:
    polish = asked(garden, Decision("out_of_scope", reason="other_language", language="pl"))
    other = asked(garden, Decision("out_of_scope", reason="other_language", language="fi"))
    assert polish.reply.text().startswith("Odpowiadam tylko po angielsku.")
    assert other.reply.text() == garden.wording["other_language"]


def test_a_typed_number_presses_that_button(garden: Library) -> None:
    assistant = Assistant(garden, SaidEngine(ROSES), SaidTriage())
    first = answer(assistant, "when do roses flower", Remembered())
    second = answer(assistant, "2", first.remembered)
    assert second.answers == ("garden.tulips",)
    assert answer(assistant, "9", first.remembered).answers == ("garden.roses",)


def test_memory_holds_ids_and_never_text(garden: Library) -> None:
    remembered = asked(garden).remembered
    assert remembered.context.cards == ("garden.roses",)
    assert "flower when" not in repr(remembered)


def test_a_quoted_message_is_read_for_danger(garden: Library) -> None:
    class Reading(SaidTriage):
        def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
            return ("urgent.fire",) if "smoke" in text else ()

    turn = Assistant(garden, SaidEngine(ROSES), Reading()).ask("what is this?", quoted="I smell smoke")
    assert turn.decision == "escalate"


def test_answers_are_the_bytes_of_the_card(library: Library) -> None:
    assistant = Assistant(library, SaidEngine(Decision("fallback")), SaidTriage(), today=lambda: date.min)
    for card in library.cards.values():
        blocks = {block.kind: block.text for block in assistant.show(card.id).reply.blocks}
        assert _shown(card).items() <= blocks.items()


def _shown(card: Card) -> dict[str, str]:
    parts = {"heading": card.title, "answer": card.answer, "get_help": card.get_help}
    return {kind: text for kind, text in parts.items() if text}
