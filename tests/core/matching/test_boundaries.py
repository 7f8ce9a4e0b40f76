"""Personal requests go to their fixed cards."""

from __future__ import annotations

import pytest

from bot.core.matching.boundaries import Boundaries
from bot.core.vocabulary import Boundary, Name, Vocabulary

VOCABULARY = Vocabulary(
    names=(Name("anti inflammatories", "medicine"), Name("lupus", "condition")),
    unnamed=("my tablets", "this drug"),
)
RULES = Boundaries(
    [
        Boundary("dose", ("i up|double my <medicine>", "how much * should i take"), unless=("vitamin d",)),
        Boundary("results", ("my ana|esr is",)),
    ],
    VOCABULARY,
)


@pytest.mark.parametrize(
    ("said", "cards"),
    [
        ("can i double my anti inflammatories", ("dose",)),
        ("should i up my tablets", ("dose",)),
        ("does lupus double my risk", ()),
        ("can i double my lupus", ()),
        ("how much of this drug should i take", ("dose",)),
        ("how much should i take", ("dose",)),
        ("how much vitamin d should i take", ()),
        ("my esr is 40 how much should i take", ("dose", "results")),
        ("my esr isnt back", ()),
        ("", ()),
    ],
)
def test_phrase_stands_for_all_that_it_names(said: str, cards: tuple[str, ...]) -> None:
    assert RULES.cards(tuple(said.split())) == cards


def test_any_of_several_readings_is_enough() -> None:
    assert RULES.cards(("i", "double", "my", "nsaids"), tuple("i double my anti inflammatories".split())) == (
        "dose",
    )
