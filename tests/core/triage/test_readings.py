"""Negation, person, tense, questions, idiom and the rules between near flags."""

from __future__ import annotations

import pytest

from bot.core.triage import Triage

EMERGENCIES = [
    ("my chest hurts", "urgent.chest_pain"),
    ("My chest hurts. It goes down my left arm.", "urgent.chest_pain"),
    ("there is an elephant sitting on me", "urgent.chest_pain"),
    ("my husband is having a fit", "urgent.seizure"),
    ("just had a seizure", "urgent.seizure"),
    ("nan's words are coming out wrong", "urgent.stroke"),
    ("I took the whole box", "urgent.overdose"),
    ("no point going on", "urgent.suicidal"),
]
CALM = [
    "can lupus cause seizures?",
    "had a seizure in 2009",
    "what should I do if I get chest pain?",
    "no chest pain, just tired",
    "this heat is killing me",
    "dying to know if I can eat garlic",
    "in the film she had a stroke",
    "is chest pain a symptom of lupus",
]


@pytest.mark.parametrize(("text", "flag"), EMERGENCIES)
def test_danger_is_seen_direct_or_indirect(triage: Triage, text: str, flag: str) -> None:
    assert flag in triage.flags(text)


@pytest.mark.parametrize("text", CALM)
def test_calm_talk_with_alarming_words_shows_nothing(triage: Triage, text: str) -> None:
    assert triage.flags(text) == ()


def test_what_is_denied_is_calm_and_what_follows_but_is_not(triage: Triage) -> None:
    assert triage.flags("no chest pain") == ()
    assert triage.flags("I don't have chest pain, breathlessness or a fever") == ()
    assert "urgent.chest_pain" in triage.flags("no fever but my chest hurts")
    assert "urgent.breathing" in triage.flags("not sure why but I can't breathe")


def test_the_past_is_calm_and_the_present_beside_it_is_not(triage: Triage) -> None:
    assert triage.flags("I had a clot in 2009") == ()
    assert "urgent.stroke" in triage.flags("I had a stroke years ago and now my face is drooping")
    assert "urgent.chest_pain" in triage.flags("I had a clot in 2009 but now my chest hurts")


def test_what_is_only_supposed_is_calm_even_with_my_and_what_is_now_is_not(triage: Triage) -> None:
    assert triage.flags("if my lips ever swelled up, who would I ring") == ()
    assert triage.flags("would I know if I was having a stroke") == ()
    assert "urgent.allergic_reaction" in triage.flags("if my lips are swelling right now, who do I ring")


def test_a_question_with_what_s_is_as_general_as_with_what_is(triage: Triage) -> None:
    assert triage.flags("what's a mini stroke") == triage.flags("what is a mini stroke") == ()
    assert "urgent.stroke" in triage.flags("what's wrong with nan, her face has dropped on one side")


def test_the_age_and_sex_that_open_a_message_are_no_temperature(triage: Triage) -> None:
    assert triage.flags("39 f SLE") == triage.flags("41 yo F with lupus") == ()
    assert triage.flags("103 F and I feel awful") == ("urgent.infection",)


def test_an_animal_is_no_person_in_danger(triage: Triage) -> None:
    assert triage.flags("our dog had a seizure and the vet was lovely") == ()
    assert "urgent.seizure" in triage.flags("my son had a seizure and the dog was barking")


@pytest.mark.parametrize(
    ("calm", "danger", "flag"),
    [
        ("how does anyone end up with it", "I am going to end it", "urgent.suicidal"),
        ("the stairs finish me off", "I want to finish myself off", "urgent.suicidal"),
        ("three new tablets in one month", "took all the tablets in one go", "urgent.overdose"),
        ("I don't know who signs my prescription", "he doesn't know who I am", "urgent.confusion"),
        ("had fluid round my heart twice", "took my steroids twice", "urgent.too_much_medicine"),
        ("my steroid cream ran out", "my steroids ran out", "urgent.steroids_stopped"),
    ],
)
def test_an_everyday_phrase_is_calm_and_its_dangerous_neighbour_is_not(
    triage: Triage, calm: str, danger: str, flag: str
) -> None:
    assert triage.flags(calm) == ()
    assert flag in triage.flags(danger)


def test_infection_counts_when_the_conversation_named_such_a_medicine(triage: Triage) -> None:
    text = "I have a sore throat and chills"
    assert triage.flags(text) == ()
    assert triage.flags(text, weakened=True) == ("urgent.infection",)
    assert "urgent.infection" in triage.flags("I have a sore throat and chills, I take methotrexate")


@pytest.mark.parametrize(
    ("text", "first", "not_there"),
    [
        ("I took too many tablets on purpose", "urgent.overdose", "urgent.too_much_medicine"),
        ("took two doses of hydroxychloroquine by mistake", "urgent.too_much_medicine", "urgent.overdose"),
        ("on steroids, shivering uncontrollably with a fever", "urgent.sepsis", "urgent.infection"),
        (
            "I stopped my prednisolone and now I keep being sick",
            "urgent.adrenal_crisis",
            "urgent.steroids_stopped",
        ),
        ("I have run out of prednisolone", "urgent.steroids_stopped", "urgent.adrenal_crisis"),
        ("suddenly gone blind in one eye", "urgent.stroke", "urgent.suicidal"),
    ],
)
def test_between_near_flags_the_rules_of_the_map_decide(
    triage: Triage, text: str, first: str, not_there: str
) -> None:
    flags = triage.flags(text)
    assert flags[0] == first
    assert not_there not in flags


def test_a_swollen_leg_with_breathlessness_is_a_matter_of_breathing(triage: Triage) -> None:
    assert triage.flags("my calf is swollen and I am breathless")[0] == "urgent.breathing"


def test_why_a_flag_was_raised_can_be_read(triage: Triage) -> None:
    finding = triage.explain("my chest hurts")[0]
    assert (finding.flag, finding.words) == ("urgent.chest_pain", "chest hurts")
    assert finding.rule
