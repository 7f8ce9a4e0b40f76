from __future__ import annotations

import numpy as np

from bot.core.matching import languages
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.ridge import solve
from bot.core.matching.spelling import Speller
from bot.core.vocabulary import Name, Vocabulary


def test_a_misspelt_content_word_is_repaired_and_common_english_is_not() -> None:
    speller = Speller({"rheumatologist": 5, "form": 1}, ["plaquenil"], frozenset({"from", "form"}))
    assert speller.repaired(("rhumatologist", "from", "plaqunil")) == ("rheumatologist", "from", "plaquenil")


def test_a_brand_counts_as_the_medicine_itself() -> None:
    name = Name("hydroxychloroquine", "medicine", ("plaquenil",))
    reading = Lexicon(Vocabulary(names=(name,))).read(("my", "plaquenil"))
    assert reading.words == ("my", "hydroxychloroquine")
    assert reading.names == ("hydroxychloroquine",)


def test_the_script_tells_the_language() -> None:
    assert languages.by_script("আপনি কেমন আছেন") == "bn"
    assert languages.by_script("can i take plaquenil") == ""


def test_leave_one_out_scores_equal_a_refit_without_the_row() -> None:
    points = np.random.default_rng(1).normal(size=(30, 4)).astype(np.float32)
    kernel = np.exp(points @ points.T / 8).astype(np.float32)
    labels = np.arange(30) % 3
    left_out = solve(kernel.copy(), labels, 3, 0.5).left_out[0]
    rest = solve(kernel[1:, 1:].copy(), labels[1:], 3, 0.5)
    np.testing.assert_allclose(left_out, kernel[0, 1:] @ rest.weights, atol=1e-3)
