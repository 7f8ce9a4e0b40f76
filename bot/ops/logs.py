"""Logs that can hold no person's words: event names and numbers, from an allow-list.

Records of other modules and libraries keep only logger, level and exception class: httpx logs the token, the
Telegram library logs whole updates.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from bot.settings import Settings

EVENTS = {
    "answer failed": logging.WARNING,
    "answer raised": logging.WARNING,
    "answer took too long": logging.WARNING,
    "apologised": logging.WARNING,
    "commands not set": logging.WARNING,
    "conflict": logging.WARNING,
    "content in use": logging.INFO,
    "content refused": logging.WARNING,
    "kept in memory alone": logging.WARNING,
    "no pinned list": logging.WARNING,
    "not confirmed": logging.INFO,
    "not counted": logging.WARNING,
    "running": logging.INFO,
    "self-check failed": logging.WARNING,
    "send waits": logging.INFO,
    "shutdown requested": logging.INFO,
    "stopped": logging.INFO,
    "store down": logging.WARNING,
    "store up": logging.INFO,
    "telegram reached": logging.INFO,
    "telegram unreachable": logging.WARNING,
    "unauthorised push": logging.INFO,
    "update failed": logging.WARNING,
    "update not understood": logging.WARNING,
    "webhook unreachable": logging.WARNING,
}
TEXTS = frozenset({"remedy", "problem"})
"""Fields that hold sentences: written by this program or quoted from a content file's own check."""
_log = logging.getLogger("lupus")
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}|bot\d{3,}[^/\s]*")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_REMOVED = "<removed>"


def event(name: str, raised: BaseException | None = None, **fields: object) -> None:
    """Log an event of the allow-list. Fields are numbers, or names from the code such as an exception class.

    Of what was `raised`, class and place in the code are shown.
    """
    extra = {"event": name, "fields": fields}
    _log.log(EVENTS.get(name, logging.INFO), name, exc_info=raised, extra=extra)


def configure(settings: Settings, stream: IO[str] | None = None) -> None:
    """Send all logs through the allow-list to standard error, and never the token."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(AllowList(as_json=settings.log_format == "json", token=settings.token))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    # A library's warning says nothing without its text, and that could hold a person's words.
    warnings.simplefilter("ignore")
    for name in ("httpx", "httpcore", "telegram", "uvicorn", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # Whatever prints a traceback of its own would print text; these are the last ways out.
    sys.excepthook = _no_text
    sys.unraisablehook = lambda last: _no_text(last.exc_type, last.exc_value, last.exc_traceback)
    threading.excepthook = lambda last: _no_text(last.exc_type, last.exc_value, last.exc_traceback)
    logging.raiseExceptions = False


class AllowList(logging.Formatter):
    """A record as plain text or one JSON object, with nothing in it that is not on the list."""

    def __init__(self, *, as_json: bool, token: str = "") -> None:
        super().__init__()
        self._as_json = as_json
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        shown = self._shown(record)
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        if self._as_json:
            line = json.dumps({"time": f"{when}Z", "level": record.levelname, **shown})
        else:
            name = shown.pop("event", "") or shown.pop("logger", "")
            rest = " ".join(f"{key}={value}" for key, value in shown.items())
            line = f"{when}Z {record.levelname:7} {name} {rest}".rstrip()
        if self._token:
            line = line.replace(self._token, _REMOVED)
        return _TOKEN.sub(_REMOVED, line)

    def _shown(self, record: logging.LogRecord) -> dict[str, Any]:
        name = getattr(record, "event", None)
        shown: dict[str, Any] = {"logger": _word(record.name)}
        if name in EVENTS and record.name == _log.name:
            shown = {"event": name, **_allowed(getattr(record, "fields", {}))}
        error = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            shown["error"] = _word(error.__name__)
            shown["at"] = _place(record.exc_info)
        return shown


def _allowed(fields: Mapping[str, object]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(value, bool | int | float):
            shown[key] = value
        elif isinstance(value, str):
            shown[key] = value if key in TEXTS else _word(value)
    return shown


def _word(value: str) -> str:
    return value if _WORD.fullmatch(value) else _REMOVED


def _place(exc_info: object) -> str:
    """Where in the code an exception was raised: file names and line numbers, innermost last."""
    trace = exc_info[2] if isinstance(exc_info, tuple) else None
    frames = [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in traceback.walk_tb(trace)]
    return " ".join(frames[-3:])


def _no_text(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("", exc_info=(kind, error or kind.__new__(kind), trace))
