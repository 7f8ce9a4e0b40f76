"""What a message says is over or not so is told from what it asks about."""

from __future__ import annotations

import pytest

from bot.core.matching.asides import Told
from bot.core.matching.words import tokens

GARDEN = frozenset({"roses", "frogs"})


def told(said: str) -> Told:
    return Told(said, lambda clause: GARDEN.intersection(tokens(clause)))


@pytest.mark.parametrize(
    "said",
    [
        "roses finished, frogs next, what are they",
        "no roses here. can frogs bite",
        "frogs, what do they eat? the roses are fine",
        "the roses are over but the frogs sing",
    ],
)
def test_what_is_over_or_denied_is_only_told(said: str) -> None:
    assert told(said).only(frozenset({"roses"}))
    assert not told(said).only(frozenset({"frogs"}))


@pytest.mark.parametrize(
    "said",
    ["are the roses finished", "the roses are over. do roses come back", "roses not out yet?", "roses smell"],
)
def test_what_is_asked_about_is_not_only_told(said: str) -> None:
    assert not told(said).only(frozenset({"roses"}))


def test_what_is_not_named_is_not_told() -> None:
    assert not told("the pond is finished").only(GARDEN)
