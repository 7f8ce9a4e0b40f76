"""A first start learns the content in a process of its own, which gives its memory back when it ends.

Learning takes three times the memory that the bot then holds, and Python would keep most of it for good. What is
learned comes back through the cache in the state folder, which `python -m bot.learning STATE INTENTS` fills.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from bot.core.encoding import Cache
from bot.core.library import Library
from bot.core.matching import preparation
from bot.core.matching.index import CHOSEN

MANY = 5000
"""Phrasings from which learning takes enough memory to be worth another process."""
DONE = "done"
PATIENCE = 600.0
"""Seconds after which the bot learns by itself after all."""


def learn_apart(
    library: Library, folder: Path, state: Path, cache: Cache, *, encoder: str, approved_only: bool
) -> None:
    """Fill the cache for a library, unless that was done at an earlier start by this program with this encoder (its
    digest). Where it cannot be done, nothing is."""
    if _phrasings(library) < MANY:
        return
    made_of = (library.digest, encoder, preparation.VERSION, CHOSEN, approved_only)
    key = f"learned-{hashlib.sha256(str(made_of).encode()).hexdigest()[:40]}"
    if cache.get_text(key) == DONE:
        return
    cache.put_text(key, "begun")
    if cache.get_text(key) is None:
        return  # a cache that keeps nothing cannot hand anything over
    command = [sys.executable, "-m", "bot.learning", str(state), str(folder), *["approved"] * approved_only]
    with suppress(OSError, subprocess.SubprocessError):  # whoever asked then learns by itself
        # This very program, so nothing of a user's is run.
        ended = subprocess.run(command, check=False, timeout=PATIENCE, capture_output=True)  # noqa: S603
        if ended.returncode == 0:
            cache.put_text(key, DONE)


def _phrasings(library: Library) -> int:
    said = (
        *library.in_danger.values(),
        library.calm,
        library.told,
        *(kind.messages for kind in library.not_ours),
    )
    return (
        len(library.follow_ups)
        + sum(map(len, said))
        + sum(len(card.utterances) for card in library.cards.values())
    )


def main(state: str, folder: str, *approved: str) -> None:
    """Learn a content folder, as a start of the bot does."""
    from bot.app import build
    from bot.settings import Settings

    build(Settings(state_dir=Path(state), approved_only=bool(approved)), Path(folder), apart=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
