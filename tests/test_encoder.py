"""The shipped encoder: a text's vector, and what a part of it means within the text."""

from __future__ import annotations

import pytest

from bot.core.encoding import Encoder
from bot.encoder import load

WORDS = "can i drink on methotrexate and what about hydroxychloroquine".split()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found, why_not = load()
    assert found is not None, why_not
    return found


def test_a_part_that_is_the_whole_text_has_the_texts_own_vector(encoder: Encoder) -> None:
    (part,) = encoder.encode_parts(WORDS, [(0, len(WORDS))])
    (whole,) = encoder.encode([" ".join(WORDS)])
    assert part == pytest.approx(whole, abs=1e-5)


def test_a_part_keeps_what_the_rest_of_its_text_is_about(encoder: Encoder) -> None:
    drinking, alone = encoder.encode(["can i drink on hydroxychloroquine", "what about hydroxychloroquine"])
    (within,) = encoder.encode_parts(WORDS, [(6, 9)])
    assert within @ drinking > alone @ drinking


def test_parts_are_unit_vectors_even_without_words(encoder: Encoder) -> None:
    parts = encoder.encode_parts(WORDS, [(0, 0), (2, 3), (len(WORDS), len(WORDS))])
    assert (parts**2).sum(1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_a_part_beyond_what_is_read_of_a_text_is_read_alone(encoder: Encoder) -> None:
    words = [*["methotrexate"] * 200, "sunburn"]
    (beyond,) = encoder.encode_parts(words, [(200, 201)])
    (alone,) = encoder.encode(["sunburn"])
    assert beyond == pytest.approx(alone, abs=1e-6)
