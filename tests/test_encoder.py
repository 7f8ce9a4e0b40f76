"""The shipped encoder: a text's vector, and what a part of it means within the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.encoding import WALL, Encoder
from bot.encoder import load, onnx

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


def test_of_a_wall_of_text_only_the_beginning_is_read(encoder: Encoder) -> None:
    beginning = "rash " * onnx.SHORTER
    walls = [beginning + "sunburn " * WALL, beginning + "pregnancy " * WALL]
    one, other = encoder.encode(walls)
    assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize(
    ("flags", "exact"),
    [("flags : avx2 avx512_vnni", True), ("flags : avx_vnni", True), ("flags : avx2", False)],
)
def test_sums_are_exact_without_help_only_on_processors_with_vnni(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, exact: bool
) -> None:
    (tmp_path / "cpuinfo").write_text(flags)
    monkeypatch.setattr(onnx, "CPU_INFO", tmp_path / "cpuinfo")
    assert onnx.adds_exactly() is exact


def test_a_processor_that_says_nothing_is_helped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "CPU_INFO", tmp_path / "missing")
    assert not onnx.adds_exactly()
