"""A content folder as it was read before: to read all its YAML again takes a quarter of a start."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from pydantic import TypeAdapter, ValidationError

from bot.content.library import load_library, packaged_intents
from bot.core.encoding import Cache
from bot.core.library import Library

CHECKSUM = 8
"""Characters before the copy that tell whether it is whole."""
_REVIEWED = {"cards": {"__all__": {"lines"}}}
"""What only the tools for reviewers look at, and they read the files."""


def kept_library(folder: Path, cache: Cache) -> Library:
    """The library in a folder, from the cache where the same files were read by the same program. Raises ContentError
    with every problem that was found: only what had none is kept."""
    key = f"library-{_fingerprint(folder)}"
    body = _checked((cache.get_text(key) or "").encode())
    if body:
        with suppress(ValidationError):
            return _adapter().validate_json(body)
    library = load_library(folder)
    with suppress(ValueError):  # what cannot be written as JSON is read at every start
        body = _adapter().dump_json(library, exclude=_REVIEWED)
        cache.put_text(key, (_checksum(body) + body).decode())
    return library


def _checked(kept: bytes) -> bytes:
    """What was kept, or nothing if it is damaged: people act on these words, so one wrong letter is too many."""
    body = kept[CHECKSUM:]
    return body if kept[:CHECKSUM] == _checksum(body) else b""


def _checksum(body: bytes) -> bytes:
    return b"%0*x" % (CHECKSUM, crc32(body))


@lru_cache(1)
def _adapter() -> TypeAdapter[Library]:
    return TypeAdapter(Library)


def _fingerprint(folder: Path) -> str:
    """The hash of all that decides what is read: the files of the folder, those that stand in for what it lacks, and
    the program that reads them."""
    digest = hashlib.sha256()
    reader = Path(__file__).resolve().parent
    content = sorted(path for path in folder.rglob("*.y*ml") if path.is_file())
    for path in (*content, packaged_intents() / "_wording.yaml", *sorted(reader.glob("*.[pt]*"))):
        try:
            body = path.read_bytes()
        except OSError:
            body = b""
        digest.update(f"{path} {len(body)}\0".encode("utf-8", "replace"))
        digest.update(body)
    return digest.hexdigest()[:40]
