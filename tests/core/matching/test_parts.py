from __future__ import annotations

from bot.core.matching import languages
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.spelling import Speller
from bot.core.vocabulary import Name, Vocabulary


def test_a_misspelt_content_word_is_repaired_and_common_english_is_not() -> None:
    speller = Speller({"rheumatologist": 5, "form": 1}, ["plaquenil"], frozenset({"from", "form"}))
    assert speller.repaired(("rhumatologist", "from", "plaqunil")) == ("rheumatologist", "from", "plaquenil")


def test_a_short_word_is_left_alone_unless_its_last_letter_was_to_be_double() -> None:
    speller = Speller({"kill": 3, "kit": 3}, [], frozenset())
    assert speller.repaired(("kil", "kig")) == ("kill", "kig")


def test_a_brand_counts_as_the_medicine_itself() -> None:
    name = Name("hydroxychloroquine", "medicine", ("plaquenil",))
    reading = Lexicon(Vocabulary(names=(name,))).read(("my", "plaquenil"))
    assert reading.words == ("my", "hydroxychloroquine")
    assert reading.names == ("hydroxychloroquine",)


def test_the_script_tells_the_language() -> None:
    assert languages.by_script("আপনি কেমন আছেন") == "bn"
    assert languages.by_script("can i take plaquenil") == ""
