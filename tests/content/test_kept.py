"""What was read once is read again only where something has changed, and never passed on with a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import kept
from bot.content.kept import kept_library
from bot.content.library import load_library, packaged_intents
from bot.core.errors import ContentError
from bot.core.library import Library
from bot.encoder.cache import DiskCache
from tests.support.tiny import change


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path / "state")


def test_the_packaged_content_comes_back_as_it_was_read(cache: DiskCache) -> None:
    read = load_library(packaged_intents())
    kept_library(packaged_intents(), cache)
    assert kept_library(packaged_intents(), cache) == read


def test_the_same_files_are_not_read_twice(
    tiny: Path, cache: DiskCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept_library(tiny, cache)

    def read(folder: Path) -> Library:
        raise AssertionError(f"{folder} was read again")

    monkeypatch.setattr(kept, "load_library", read)
    assert kept_library(tiny, cache) == first


def test_an_edited_file_counts_at_once(tiny: Path, cache: DiskCache) -> None:
    kept_library(tiny, cache)
    change(tiny / "pond/frogs.yaml", "- how do i help frogs", "- what do frogs like")
    assert "what do frogs like" in kept_library(tiny, cache).cards["pond.frogs"].utterances


def test_a_mistake_is_named_at_every_start(tiny: Path, cache: DiskCache) -> None:
    kept_library(tiny, cache)
    change(tiny / "pond/frogs.yaml", "title:", "titel:")
    for _ in range(2):
        with pytest.raises(ContentError, match="titel"):
            kept_library(tiny, cache)


def test_a_file_where_none_belongs_is_named_too(tiny: Path, cache: DiskCache) -> None:
    kept_library(tiny, cache)
    (tiny / "pond/newts.yml").write_text("id: pond.newts\n")
    with pytest.raises(ContentError, match=r"\.yaml"):
        kept_library(tiny, cache)


@pytest.mark.parametrize(("old", "new"), [("Roses", "Noses"), ("{", "["), ("", "")])
def test_a_damaged_copy_is_no_copy(tiny: Path, cache: DiskCache, tmp_path: Path, old: str, new: str) -> None:
    first = kept_library(tiny, cache)
    (copy,) = (tmp_path / "state").glob("library-*")
    text = copy.read_text()
    assert old in text
    copy.write_text(text.replace(old, new, 1) if old else text[: len(text) // 2])
    assert kept_library(tiny, cache) == first
