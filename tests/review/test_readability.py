"""Reading age by the automated readability index (Senter and Smith, 1967)."""

from __future__ import annotations

import pytest

from bot.review.readability import grade, names_pattern, sentences, word_count


def test_the_grade_is_the_published_formula() -> None:
    # 9 words of 33 letters in 1 sentence: 4.71 × 33/9 + 0.5 × 9 − 21.43
    assert grade("The quick brown fox jumps over the lazy cats.") == pytest.approx(
        4.71 * 36 / 9 + 4.5 - 21.43
    )


def test_a_bullet_and_the_line_before_a_list_are_sentences() -> None:
    assert sentences("Ask these people:\n\n- a GP\n- a nurse\n\nRest. Drink water.") == [
        "Ask these people:",
        "a GP",
        "a nurse",
        "Rest.",
        "Drink water.",
    ]


def test_a_wrapped_line_is_one_sentence() -> None:
    assert sentences("Rest when\nyou can.") == ["Rest when you can."]


def test_a_name_counts_as_one_short_word() -> None:
    names = names_pattern(["hydroxychloroquine", "lupus nephritis"])
    assert grade("Take hydroxychloroquine.", names) == grade("Take name.")
    assert grade("Hydroxychloroquine helps lupus nephritis.", names) == grade("Name helps name.")


def test_no_words_have_no_grade() -> None:
    assert grade("…") == 0.0
    assert word_count("") == 0
