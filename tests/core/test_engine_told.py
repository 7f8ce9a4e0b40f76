"""What is only told beside a question gets no answer of its own, in a content folder that says what telling is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.core.engine import Engine
from tests.support.fakes import LetterEncoder
from tests.support.tiny import write_tiny_content

TOLD = """told:
  - my tulip bulbs went in the ground last week
  - the tulip bulbs were fine in november
  - we had our tulips in by november
  - my roses were lovely last year
  - the frogs have gone to the neighbours
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_content(tmp_path / "intents")


def test_half_a_message_sounds_more_like_telling_where_the_content_knows_such_things(folder: Path) -> None:
    said = "my tulip bulbs were in the ground by november"
    without = Engine.fit(load_library(folder), LetterEncoder()).judge.evidence(said).told
    (folder / "_told.yaml").write_text(TOLD, encoding="utf-8")
    engine = Engine.fit(load_library(folder), LetterEncoder())
    assert without == 0
    assert engine.judge.evidence(said).told > max(0.0, engine.judge.evidence("what can i do for frogs").told)


def test_one_sentence_that_tells_makes_the_whole_message_one_to_be_careful_with(folder: Path) -> None:
    (folder / "_told.yaml").write_text(TOLD, encoding="utf-8")
    judge = Engine.fit(load_library(folder), LetterEncoder()).judge
    tells, asks = "my roses were lovely last year", "how do i help frogs"
    assert judge.evidence(f"{tells}. {asks}").told > judge.evidence(asks).told


def test_answers_and_their_nearest_phrasings_stay_when_what_only_learning_needs_is_let_go_of(
    folder: Path,
) -> None:
    (folder / "_told.yaml").write_text(TOLD, encoding="utf-8")
    engine = Engine.fit(load_library(folder), LetterEncoder())
    phrasings = engine.judge.preparation.phrasings
    asked = [each.text for each in phrasings if each.label in engine.library.cards]
    before = [(engine.decide(text), engine.judge.nearest(engine.judge.cards[0], text)) for text in asked]
    engine.judge.forget()
    kept = [each.text for each in engine.judge.preparation.phrasings if each.text]
    assert before == [
        (engine.decide(text), engine.judge.nearest(engine.judge.cards[0], text)) for text in asked
    ]
    assert kept == asked
    assert len(phrasings) > len(kept)
