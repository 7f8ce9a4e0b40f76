"""New content is taken into use only if it is good; until then the old one answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.core.model import Decision
from bot.dialogue.assistant import Assistant
from bot.ops import reload
from bot.ops.reload import Current
from bot.ops.selfcheck import failures
from tests.support.fakes import BrokenEngine, SaidEngine, SaidTriage
from tests.support.tiny import change


@pytest.fixture
def current(tiny: Path) -> Current:
    def build() -> Assistant:
        return Assistant(load_library(tiny), SaidEngine(Decision("fallback")), SaidTriage())

    return Current(build(), build, tiny)


async def test_a_changed_card_is_taken_into_use(current: Current, tiny: Path) -> None:
    change(tiny / "garden" / "roses.yaml", "Roses flower in June", "Roses flower in July")
    assert await current.reload()
    assert "July" in current.assistant.library.cards["garden.roses"].answer


async def test_bad_content_changes_nothing_and_says_which_line(
    current: Current, tiny: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = current.assistant
    change(tiny / "garden" / "roses.yaml", "title:", "titel:")
    assert not await current.reload()
    assert current.assistant is before
    problems = [str(record.__dict__["fields"]["problem"]) for record in caplog.records]
    assert any("roses.yaml:2" in problem for problem in problems)


@pytest.mark.parametrize("text", ["", "{", "id: [", "id: a\nid: b\n", "\x00"])
async def test_a_half_written_file_changes_nothing(current: Current, tiny: Path, text: str) -> None:
    before = current.assistant
    (tiny / "garden" / "roses.yaml").write_text(text, encoding="utf-8")
    assert not await current.reload()
    assert current.assistant is before


async def test_a_change_is_noticed_without_a_signal(
    current: Current, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reload, "LOOK_SECONDS", 0.02)
    watching = asyncio.create_task(current.watch(asyncio.Event()))
    change(tiny / "garden" / "roses.yaml", "Roses flower in June", "Roses flower in August")
    for _ in range(200):
        await asyncio.sleep(0.02)
        if "August" in current.assistant.library.cards["garden.roses"].answer:
            break
    watching.cancel()
    assert "August" in current.assistant.library.cards["garden.roses"].answer


def test_the_self_check_finds_an_engine_that_fails(tiny: Path) -> None:
    library = load_library(tiny)
    assert failures(Assistant(library, SaidEngine(Decision("fallback")), SaidTriage())) == ()
    assert failures(Assistant(library, BrokenEngine(), SaidTriage()))


def test_the_self_check_finds_a_red_flag_that_is_not_raised_any_more(library) -> None:  # type: ignore[no-untyped-def]
    blind = Assistant(library, SaidEngine(Decision("fallback")), SaidTriage())
    assert len(failures(blind)) >= len(library.red_flags.flags)


async def test_a_self_check_that_breaks_is_a_self_check_that_failed(
    current: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> tuple[str, ...]:
        raise ValueError

    assert await current.check()
    monkeypatch.setattr(reload, "failures", breaks)
    assert not await current.check()
