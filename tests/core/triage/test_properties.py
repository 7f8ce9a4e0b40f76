"""What holds for any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.normalise import MAX_CHARACTERS, normalise
from bot.core.red_flags import RedFlags
from bot.core.triage import Triage

SENTENCES = [
    "I was told that I have lupus.",
    "We went to the garden centre on Saturday.",
    "The nurse was kind.",
    "No news from the clinic yet.",
    "My mum had lupus too, years ago!",
    "Is it common to feel tired?",
    "I like tea.",
    "The film was good.",
    "What is a flare?",
]


@given(st.text(max_size=6000))
def test_normalise_never_raises_and_keeps_the_limit(text: str) -> None:
    assert len(normalise(text)) <= MAX_CHARACTERS


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=600))
def test_triage_never_raises_on_any_text(triage: Triage, text: str) -> None:
    assert isinstance(triage.flags(text), tuple)


@settings(deadline=None, max_examples=150)
@given(
    words=st.lists(st.sampled_from("chest pain no not my i can't breathe or but , . now in 2009 if".split()))
)
def test_triage_never_raises_on_any_order_of_rule_words(triage: Triage, words: list[str]) -> None:
    assert isinstance(triage.flags(" ".join(words)), tuple)


@settings(deadline=None, max_examples=200)
@given(
    data=st.data(),
    before=st.lists(st.sampled_from(SENTENCES), max_size=4),
    after=st.lists(st.sampled_from(SENTENCES), max_size=4),
)
def test_calm_sentences_around_never_take_a_flag_away(
    triage: Triage, red_flags: RedFlags, data: st.DataObject, before: list[str], after: list[str]
) -> None:
    examples = [example for flag in red_flags.flags for example in flag.examples]
    example = data.draw(st.sampled_from(examples))
    around = " ".join([*before, example + ".", *after])
    assert set(triage.flags(example)[:1]) <= set(triage.flags(around)) or _replaced(triage, example, around)


def _replaced(triage: Triage, example: str, around: str) -> bool:
    # Company may add a sign that takes the place of another flag; the level never goes down.
    return bool(triage.flags(example)) <= bool(triage.flags(around))


@pytest.mark.parametrize(
    "piece", ["chest ", "my chest hurts ", "no ", "pain chest i cant breathe now ", "aaaaaa ", "x"]
)
def test_a_message_of_full_length_is_read_quickly(triage: Triage, piece: str) -> None:
    text = (piece * 4096)[:4096]
    triage.flags(text)
    start = time.perf_counter()
    triage.flags(text)
    assert time.perf_counter() - start < 1.0
