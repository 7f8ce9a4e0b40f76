from __future__ import annotations

from bot.core.matching import languages
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.spelling import OFTEN, Speller
from bot.core.vocabulary import Name, Vocabulary


def test_a_misspelt_content_word_is_repaired_and_common_english_is_not() -> None:
    speller = Speller({"rheumatologist": 5, "form": 1}, ["plaquenil"], frozenset({"from", "form"}))
    assert speller.repaired(("rhumatologist", "from", "plaqunil")) == ("rheumatologist", "from", "plaquenil")


def test_a_word_that_phrasings_misspell_again_and_again_is_repaired_and_another_word_is_not() -> None:
    counts = {
        "plaquenil": 60,
        "plaqunel": 3,
        "kidney": 60,
        "kidny": 3,
        "swelling": 60,
        "smelling": 3,
        "doses": 3,
    }
    speller = Speller(counts | {"dose": 60}, ["plaquenil"], frozenset(), ["plaquenil"])
    assert speller.repaired(("plaqunel", "kidny")) == ("plaquenil", "kidney")
    assert speller.repaired(("smelling", "doses")) == ("smelling", "doses")


def test_of_words_as_far_away_the_one_that_a_finger_would_miss_is_meant() -> None:
    speller = Speller(
        {"born": 3, "burn": 60, "late": 60, "later": 3, "when": 60, "women": 3}, [], frozenset()
    )
    assert speller.repaired(("bprn", "latre", "wmen")) == ("born", "later", "women")


def test_a_word_of_three_letters_is_taken_for_a_word_that_is_used_often_and_lost_one() -> None:
    speller = Speller({"kill": OFTEN, "drug": OFTEN, "kiln": 3, "test": 3}, [], frozenset({"dug"}))
    assert speller.repaired(("kil", "drg", "tet", "dug")) == ("kill", "drug", "tet", "dug")


def test_a_brand_counts_as_the_medicine_itself() -> None:
    name = Name("hydroxychloroquine", "medicine", ("plaquenil",))
    reading = Lexicon(Vocabulary(names=(name,))).read(("my", "plaquenil"))
    assert reading.words == ("my", "hydroxychloroquine")
    assert reading.names == ("hydroxychloroquine",)


def test_the_script_tells_the_language() -> None:
    assert languages.by_script("আপনি কেমন আছেন") == "bn"
    assert languages.by_script("can i take plaquenil") == ""


def test_english_small_words_speak_for_no_other_language() -> None:
    welsh = {"cy": frozenset({"am", "i", "mae"})}
    english = frozenset({"am", "i", "more"}).__contains__
    assert languages.by_words(("am", "i", "more", "likkely", "thn"), english, welsh, frozenset()) == ""
    assert languages.by_words(("mae", "i", "mae", "likkely"), english, welsh, frozenset()) == "cy"
