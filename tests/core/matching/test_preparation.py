"""Phrasings are read once and kept; a cache that is damaged or of other content is not believed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.library import Library
from bot.core.matching import preparation
from bot.core.matching.preparation import Preparation
from bot.core.model import Card
from bot.core.red_flags import RedFlags
from bot.core.vocabulary import Name, Vocabulary
from tests.support.fakes import Kept

CARD = Card("garden.roses", "Roses", ("how do i prune a rosa", "my roses have greenfly"), "In March.")
VOCABULARY = Vocabulary(
    names=(Name("roses", "condition", ("rosa",)),), ours=("roses",), common=frozenset({"my", "greenfly"})
)
LIBRARY = Library({CARD.id: CARD}, {}, RedFlags(), vocabulary=VOCABULARY, calm=("a rose is a rose",))


def test_the_next_start_reads_no_phrasing_and_knows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept()
    first = Preparation(LIBRARY, kept)
    monkeypatch.setattr(preparation.Lexicon, "read", None)
    again = Preparation(LIBRARY, kept)
    assert again.phrasings == first.phrasings
    assert again.speller.repaired(("greenfy",)) == ("greenfly",) == first.speller.repaired(("greenfy",))


def test_other_content_is_read_anew() -> None:
    kept = Kept()
    Preparation(LIBRARY, kept)
    other = replace(CARD, utterances=("when do tulips open",))
    assert "tulips" in Preparation(replace(LIBRARY, cards={CARD.id: other}), kept).phrasings[1].words


SHORT = {
    "counts": {},
    "followed": [],
    "kinds": [],
    "known": [],
    "kind of each": [],
    "words of each": [],
    "words": [],
}


@pytest.mark.parametrize("damaged", ["", "{", "[1, 2]", "{}", "null", json.dumps(SHORT)])
def test_a_damaged_cache_is_read_anew(damaged: str) -> None:
    kept = Kept()
    first = Preparation(LIBRARY, kept)
    kept.texts = dict.fromkeys(kept.texts, damaged)
    assert Preparation(LIBRARY, kept).phrasings == first.phrasings
