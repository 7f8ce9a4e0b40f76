"""What people ask: every card has questions that were written without looking at it, and they find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import build
from bot.content.library import packaged_intents
from bot.core.deciding import LIMITS
from bot.core.library import Library
from bot.core.normalise import normalise, words
from bot.dialogue.assistant import Assistant
from bot.settings import Settings
from tests.support.questions import (
    MISSES,
    all_files,
    card_files,
    is_right,
    known_misses,
    questions,
    read,
    replied,
)

FEWEST = 6
FEWEST_SPECIAL = 100
NOT = (
    "can i NOT have the travel jabs with it",
    "do i not pass it on to kids",
    "so its not from kissing",
    "can i not drink on it",
    "is it not safe for the baby",
    "do they not check my bloods for that",
    "can i not just stop it",
    "does it not work straight away",
    "is it not to be taken with food",
    "so i should not be out in the sun",
    "does that not come from a virus",
)
SPECIAL = ("_out_of_scope", "_follow_ups", "_two_questions", "_opposites")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(state_dir=tmp_path_factory.mktemp("state"))
    return build(settings, packaged_intents()).assistant


def test_every_card_has_a_question_file_and_every_file_a_card(library: Library) -> None:
    assert {name.replace("/", ".") for name in card_files()} == set(library.cards)


@pytest.mark.parametrize("name", card_files())
def test_a_card_has_enough_questions_that_are_not_its_phrasings(library: Library, name: str) -> None:
    card = library.cards[read(name)["card"]]
    assert card.id == name.replace("/", ".")
    asked = {" ".join(words(normalise(question.key))) for question in questions(name)}
    own = {" ".join(words(normalise(utterance))) for utterance in card.utterances}
    assert len(asked) >= FEWEST
    assert not asked & own


@pytest.mark.parametrize("name", SPECIAL)
def test_the_special_files_are_long_enough(name: str) -> None:
    assert len(list(questions(name))) >= FEWEST_SPECIAL


def test_every_id_in_the_questions_is_a_card(library: Library) -> None:
    named = {
        card_id
        for name in all_files()
        for question in questions(name)
        for right in (*question.expect, question.never)
        for card_id in right
    }
    assert named <= set(library.cards)


@pytest.mark.parametrize("name", all_files())
def test_questions_find_their_card(assistant: Assistant, name: str) -> None:
    known = set(known_misses().get(name, ()))
    missed = {each.key for each in questions(name) if not is_right(each, replied(assistant, each))}
    assert missed - known == set(), "missed, and not known to be"
    # Sums in another order, on another machine, may turn a close one; more than that is a list out of date.
    assert len(known - missed) <= max(1, len(known) // 4), f"found now: take them out of {MISSES}.yaml"


def test_known_misses_name_questions_that_exist() -> None:
    for name, missed in known_misses().items():
        assert set(missed) <= {question.key for question in questions(name)}, Path(name)


@pytest.mark.parametrize("stray", ["what is for tea tonight", "my car needs new brakes", "who won the match"])
def test_chatter_after_an_answer_is_not_taken_for_a_follow_up(assistant: Assistant, stray: str) -> None:
    first = assistant.ask("can i stop my prednisolone")
    turn = assistant.ask(stray, first.remembered)
    assert not [card for card in (*turn.answers, *turn.suggestions) if "steroids" in card]


@pytest.mark.parametrize(
    ("said", "card"),
    [("thanks", "chat.thanks"), ("bye", "chat.goodbye"), ("that was useless", "chat.complaint")],
)
def test_a_courtesy_after_an_answer_is_one(assistant: Assistant, said: str, card: str) -> None:
    first = assistant.ask("can i drink alcohol with lupus")
    assert assistant.ask(said, first.remembered).answers == (card,)


def test_a_few_words_that_mean_nothing_alone_stay_with_the_last_answer(assistant: Assistant) -> None:
    first = assistant.ask("what helps with mouth ulcers")
    turn = assistant.ask("salt water?", first.remembered)
    assert "symptoms.mouth_ulcers" in (*turn.answers, *turn.suggestions)


@pytest.mark.parametrize(
    ("first", "then", "flag"),
    [
        ("what is paracetamol for", "ive had about 20 since this morning", "urgent.overdose"),
        ("what do steroids do", "i ran out of them on friday and feel sick", "urgent.adrenal_crisis"),
    ],
)
def test_danger_is_heard_in_the_light_of_the_medicine_just_asked_about(
    assistant: Assistant, first: str, then: str, flag: str
) -> None:
    notice = assistant.ask(then, assistant.ask(first).remembered).notice
    assert notice is not None
    assert notice.id == flag


def test_a_calm_follow_up_about_that_medicine_gets_no_notice(assistant: Assistant) -> None:
    first = assistant.ask("what is paracetamol for")
    assert assistant.ask("do i take it with food", first.remembered).notice is None


@pytest.mark.parametrize("said", ["que es el lupus", "ich kann nicht schlafen", "je suis malade"])
def test_a_few_words_of_another_language_are_known_for_it(assistant: Assistant, said: str) -> None:
    assert assistant.ask(said).reason == "other_language"


def test_a_side_that_is_less_than_sure_is_asked_back(assistant: Assistant) -> None:
    shown = [assistant.ask(each.turns[0]) for each in questions("_opposites")]
    sided = [turn for turn in shown if turn.decision == "answer" and turn.reason == "match"]
    assert sided
    assert min(turn.confidence for turn in sided if " not " in f" {turn.understood} ") >= 0.9


@pytest.mark.parametrize("before", ["what is azathioprine", "can you catch lupus"])
def test_so_is_one_that_comes_after_another_question(assistant: Assistant, before: str) -> None:
    first = assistant.ask(before, now=0.0)
    turns = [assistant.ask(said, first.remembered, now=1.0) for said in NOT]
    asked = [turn.confidence for turn in turns if turn.decision == "clarify"]
    assert min(turn.confidence for turn in turns if turn.decision == "answer") >= LIMITS.sided
    assert any(LIMITS.answer <= confidence < LIMITS.sided for confidence in asked)


@pytest.mark.parametrize(
    "said",
    [
        "whats the weather and is lupus contagious",
        "how do i reset my router and is lupus contagious",
        "where is my parcel? also is lupus hereditary",
    ],
)
def test_half_a_message_that_is_none_of_our_business_gets_no_card(assistant: Assistant, said: str) -> None:
    assert len(assistant.ask(said, now=0.0).answers) <= 1


@pytest.mark.parametrize(
    "said",
    ["how long before this drug works", "how many years on these tablets", "is this pill bad for my eyes"],
)
def test_a_question_about_a_medicine_that_it_does_not_name_is_asked_back(
    assistant: Assistant, said: str
) -> None:
    turn = assistant.ask(said)
    assert (turn.answers, turn.reason) == ((), "which_medicine")
    assert len(turn.suggestions) > 1


def test_a_question_is_answered_beside_one_that_is_louder(assistant: Assistant) -> None:
    turn = assistant.ask("can we still drive, and can we still donate blood?")
    assert turn.answers == ("support.driving", "support.blood_donation")


@pytest.mark.parametrize(
    ("said", "second"),
    [
        ("what is prednisolone for, and can I just stop taking them?", "medicines.steroids_stopping"),
        (
            "is hydroxychloroquine good for joints? and are there side effects",
            "medicines.hydroxychloroquine_side_effects",
        ),
    ],
)
def test_a_second_question_is_about_the_only_medicine_that_the_message_names(
    assistant: Assistant, said: str, second: str
) -> None:
    assert assistant.ask(said).answers[1:] == (second,)


def test_two_halves_that_ask_for_one_card_get_one(assistant: Assistant) -> None:
    assert assistant.ask("what is ESR? and CRP?").answers == ("tests.esr_crp",)


def test_a_medicine_that_nobody_takes_is_not_what_is_answered(assistant: Assistant) -> None:
    turn = assistant.ask("I was never on steroids and have put on two stone, is that lupus")
    assert not [card for card in turn.answers if "steroids" in card]


@pytest.mark.parametrize("before", ["am I allowed to drive with lupus", "what does an ESR test show"])
def test_these_tablets_are_not_what_an_answer_about_no_medicine_was_about(
    assistant: Assistant, before: str
) -> None:
    first = assistant.ask(before)
    assert assistant.ask("how many years on these tablets", first.remembered).reason == "which_medicine"


def test_these_tablets_are_those_of_the_last_answer(assistant: Assistant) -> None:
    first = assistant.ask("what is hydroxychloroquine for")
    turn = assistant.ask("how many years on these tablets", first.remembered)
    assert turn.answers == ("medicines.hydroxychloroquine_how_long_for",)
