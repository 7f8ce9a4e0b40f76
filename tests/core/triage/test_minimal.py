"""What is left when content, matcher and store fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.triage.minimal import MINIMAL_NOTICE, minimal_flags


@pytest.mark.parametrize(
    "text",
    [
        "my chest hurts",
        "I can’t breathe",
        "one side of his face is drooping",
        "she is having a seizure",
        "I took the whole box",
        "no point going on",
        "i want to die",
        "vomiting blood",
        "he passed out and won't wake",
        "her tongue is swelling",
    ],
)
def test_the_built_in_rules_know_the_commonest_signs(text: str) -> None:
    assert minimal_flags(text)


def test_the_built_in_rules_leave_an_ordinary_question_alone() -> None:
    assert not minimal_flags("what is lupus and how is it treated?")


def test_the_built_in_notice_names_999_and_111_and_no_uk_number_elsewhere() -> None:
    assert "Call 999 now" in MINIMAL_NOTICE.text
    assert "NHS 111" in MINIMAL_NOTICE.text
    assert not any(digit.isdigit() for digit in MINIMAL_NOTICE.elsewhere)


@given(st.text(max_size=5000))
def test_the_built_in_rules_never_raise(text: str) -> None:
    assert minimal_flags(text) in (True, False)
