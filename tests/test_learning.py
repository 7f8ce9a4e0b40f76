"""What a first start learns is learned in another process, and comes back through the cache."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import app, learning
from bot.content.library import load_library
from bot.core.errors import ContentError
from bot.core.matching.index import Index
from bot.encoder.cache import DiskCache
from bot.settings import Settings
from tests.support.tiny import ASKED, write_tiny_content


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(learning, "MANY", 1)
    return write_tiny_content(tmp_path / "intents")


def test_the_bot_learns_nothing_where_another_process_has(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Index, "_learn", None)  # to learn here would fail
    built = app.build(Settings(state_dir=tmp_path / "state"), folder)
    assert built.assistant.ask(ASKED[0]).answers


def test_a_process_that_cannot_start_leaves_the_learning_to_the_bot(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no such program"))
    assert app.build(Settings(state_dir=tmp_path / "state"), folder).assistant.ask(ASKED[0]).answers


@pytest.mark.parametrize("reason", ["learned before", "a cache that keeps nothing", "little content"])
def test_no_process_is_started_without_need(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    state = tmp_path / "state"
    library = load_library(folder)
    if reason == "learned before":
        learning.learn_apart(
            library, folder, state, DiskCache(state / "cache"), encoder="", approved_only=False
        )
    if reason == "a cache that keeps nothing":
        state.write_text("a file where the folder should be", encoding="utf-8")
    if reason == "little content":
        monkeypatch.setattr(learning, "MANY", 5000)
    monkeypatch.setattr(learning.subprocess, "run", None)  # to start one would fail
    learning.learn_apart(library, folder, state, DiskCache(state / "cache"), encoder="", approved_only=False)


def test_a_process_that_was_ended_half_way_is_started_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, library = tmp_path / "state", load_library(folder)
    ends = iter([-9, 0])
    started: list[int] = []

    def run(*command: object, **options: object) -> SimpleNamespace:
        started.append(next(ends))
        return SimpleNamespace(returncode=started[-1])

    monkeypatch.setattr(learning.subprocess, "run", run)
    for _ in range(3):
        learning.learn_apart(
            library, folder, state, DiskCache(state / "cache"), encoder="", approved_only=False
        )
    assert started == [-9, 0]


def test_garbage_is_looked_for_again_after_content_was_loaded_or_refused(
    tmp_path: Path, folder: Path
) -> None:
    app.build(Settings(state_dir=tmp_path / "state"), folder)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    next(folder.glob("*/*.yaml")).write_text("id: [", encoding="utf-8")
    with pytest.raises(ContentError):
        app.build(Settings(state_dir=tmp_path / "state"), folder)
    assert gc.isenabled()
