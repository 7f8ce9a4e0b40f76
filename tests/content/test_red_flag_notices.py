"""The packaged notices: their levels, their words and their numbers."""

from __future__ import annotations

import re

import pytest

from bot.content.library import packaged_intents
from bot.content.reader import read_file
from bot.content.red_flags import read_red_flags
from bot.core.red_flags import RedFlags
from bot.core.triage import Triage

EMERGENCY = (
    "chest_pain breathing stroke seizure confusion severe_headache sepsis allergic_reaction overdose suicidal "
    "collapse_or_bleeding pregnancy_emergency adrenal_crisis skin_emergency spinal"
).split()
URGENT = (
    "too_much_medicine infection infection_contact blood_clot coughing_blood skin_infection medicine_reaction "
    "steroids_stopped eyesight kidney_signs hot_joint hearing_loss"
).split()


@pytest.fixture(scope="module")
def red_flags() -> RedFlags:
    problems: list = []
    flags = read_red_flags(read_file(packaged_intents() / "_red_flags.yaml", "_red_flags.yaml", problems))
    assert problems == []
    return flags


def test_all_27_flags_are_there_at_their_levels(red_flags: RedFlags) -> None:
    levels = {notice.id.removeprefix("urgent."): notice.level for notice in red_flags.notices}
    assert levels == dict.fromkeys(EMERGENCY, "emergency") | dict.fromkeys(URGENT, "urgent")


def test_every_check_phrase_raises_its_flag(red_flags: RedFlags) -> None:
    triage = Triage(red_flags)
    missed = [
        (flag.id, text)
        for flag in red_flags.flags
        for text in flag.examples
        if flag.id not in triage.flags(text)
    ]
    assert missed == []


def test_every_emergency_notice_says_first_to_call_999(red_flags: RedFlags) -> None:
    for notice in red_flags.notices:
        if notice.level == "emergency" and notice.id != "urgent.suicidal":
            assert "999" in notice.text.split(".")[0], notice.id


def test_urgent_notices_say_when_to_call_999(red_flags: RedFlags) -> None:
    alone = {"urgent.infection_contact", "urgent.hearing_loss"}
    for notice in red_flags.notices:
        if notice.level == "urgent" and notice.id not in alone:
            assert "999" in notice.text, notice.id


def test_notices_are_short_in_short_sentences(red_flags: RedFlags) -> None:
    for notice in red_flags.notices:
        for text in (notice.text, notice.elsewhere):
            assert len(text.split()) <= 60, (notice.id, len(text.split()))
            longest = max(len(sentence.split()) for sentence in re.split(r"[.!?:]\s", text))
            assert longest <= 22, (notice.id, longest)


def test_outside_the_uk_no_notice_names_a_uk_number(red_flags: RedFlags) -> None:
    for notice in red_flags.notices:
        assert not re.search(r"999|111|116 123|85258|NHS|A&E|\bGP\b", notice.elsewhere), notice.id
        assert notice.elsewhere


def test_despair_is_met_with_warmth_and_numbers(red_flags: RedFlags) -> None:
    text = red_flags.notice("urgent.suicidal").text
    assert text.startswith("I am so sorry")
    for number in ("999", "NHS 111", "116 123", "SHOUT to 85258"):
        assert number in text


def test_no_notice_plays_a_sign_down(red_flags: RedFlags) -> None:
    for notice in red_flags.notices:
        assert not re.search(
            r"only lupus|harmless|do not worry|nothing to worry|normal\b", notice.text.lower()
        )


def test_nobody_has_approved_a_notice_yet(red_flags: RedFlags) -> None:
    assert {flag.review.status for flag in red_flags.flags} == {"draft"}
    assert all(flag.review.due is not None for flag in red_flags.flags)


def test_every_fact_of_a_notice_is_in_the_list_of_facts(red_flags: RedFlags) -> None:
    known = set(re.findall(r"^(F\d{3}):", (packaged_intents() / "_facts.yaml").read_text(), re.MULTILINE))
    assert {fact for notice in red_flags.notices for fact in notice.facts} <= known
