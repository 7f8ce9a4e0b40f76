"""The composition root: settings → library → engine and triage → assistant."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.content.kept import kept_library
from bot.core.encoding import Cache
from bot.core.engine import Engine
from bot.core.errors import SettingsError
from bot.core.library import Library
from bot.core.triage import Triage
from bot.core.triage.second_look import SecondLook, TwoLooks, Watch
from bot.dialogue.assistant import Assistant
from bot.encoder import load as load_encoder
from bot.encoder.cache import DiskCache
from bot.learning import learn_apart
from bot.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """An assistant ready to answer, and what went into it."""

    assistant: Assistant
    engine: Engine
    triage: Watch


def library_for(settings: Settings, folder: Path, cache: Cache) -> Library:
    """The library that users may see. Raises ContentError, and SettingsError if none is approved."""
    library = kept_library(folder, cache)
    if not settings.approved_only:
        return library
    approved = {card.id: card for card in library.cards.values() if card.review.status == "approved"}
    if not approved:
        raise SettingsError(
            "APPROVED_ONLY is true, but no card has been approved yet (`review: status: approved`). "
            "Set APPROVED_ONLY=false to show drafts."
        )
    return replace(library, cards=approved)


def watch_for(library: Library, engine: Engine, cache: Cache) -> Watch:
    """What looks for danger: the rules, with a second look where there is an encoder and content for it."""
    rules = Triage(library.red_flags)
    if not engine.judge.index.has_meaning or not library.in_danger:
        return rules
    urgent = [notice.id for notice in library.red_flags.notices if notice.level == "urgent"]
    try:
        return TwoLooks(rules, SecondLook(engine.judge, urgent, cache))
    except Exception as error:
        # The rules must look out even where the second look cannot be learned.
        _log.error("no second look for danger: %s", type(error).__name__)
        return rules


@contextmanager
def _keeping() -> Iterator[None]:
    """Look for no garbage while the content is loaded, nor ever in what was loaded: nothing of it is. The search would
    take a fifth of a start, and later stop an answer for a tenth of a second now and then."""
    gc.unfreeze()  # content that was replaced may be garbage
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looking:
            gc.enable()


def _give_back() -> None:
    """Give the memory that only a start needs back to the system; the C library would keep it for good."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def build(settings: Settings, folder: Path, *, apart: bool = True) -> Built:
    """Everything between a question and its answer; `apart`: what must be learned is learned in another process.
    Raises ContentError or SettingsError."""
    with _keeping():
        return _built(settings, folder, apart)


def _built(settings: Settings, folder: Path, apart: bool) -> Built:
    cache = DiskCache(settings.state_folder / "cache")
    library = library_for(settings, folder, cache)
    encoder, why_not = load_encoder()
    if encoder is None:
        _log.warning("no sentence encoder, so matching is less sure: %s", why_not)
    if apart:
        digest = encoder.digest if encoder is not None else ""
        state, approved_only = settings.state_folder, settings.approved_only
        learn_apart(library, folder, state, cache, encoder=digest, approved_only=approved_only)
    engine = Engine.fit(library, encoder, cache)
    triage = watch_for(library, engine, cache)
    engine.judge.forget()
    # Learning may use all cores; a question is small, and threads that wait for each other only cost time.
    threadpool_limits(1, user_api="blas")
    _give_back()
    assistant = Assistant(library, engine, triage, country=settings.country)
    return Built(assistant, engine, triage)
