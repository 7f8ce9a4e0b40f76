"""No log line can hold the token or a person's words."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.ops.logs import EVENTS, configure, event
from bot.settings import Settings

TOKEN = "123456:AAE-secret_token_that_is_long_enough"
CANARY = "my knees hurt since Tuesday"


@pytest.fixture(params=["plain", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    stream = io.StringIO()
    configure(
        Settings(telegram_bot_token=TOKEN, log_format=request.param, log_level="DEBUG"),  # type: ignore[arg-type]
        stream,
    )
    yield stream
    root.handlers[:] = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    root.setLevel(level)
    logging.raiseExceptions = True


def test_other_libraries_keep_logger_level_and_exception_class(log: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("telegram.ext").exception("No handlers for %s", CANARY)
    logging.getLogger("httpx").warning("POST https://api.telegram.org/bot%s/sendMessage", TOKEN)
    written = log.getvalue()
    assert "telegram.ext" in written
    assert "ValueError" in written
    assert CANARY not in written
    assert TOKEN not in written


def test_an_event_keeps_numbers_and_names_and_drops_texts(log: io.StringIO) -> None:
    event("answer failed", update=7, error="TimedOut", text=CANARY)
    written = log.getvalue()
    assert "7" in written
    assert "TimedOut" in written
    assert "knees" not in written


def test_the_token_is_removed_even_from_a_remedy(log: io.StringIO) -> None:
    event("conflict", remedy=f"the token {TOKEN} is in use")
    assert TOKEN not in log.getvalue()


def test_an_event_that_is_not_on_the_list_loses_its_text(log: io.StringIO) -> None:
    event(CANARY, number=1)
    assert "knees" not in log.getvalue()


def test_an_exception_that_nobody_catches_is_logged_without_its_text(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    def raises() -> None:
        raise ValueError(CANARY)

    class RaisesAtTheEnd:
        def __del__(self) -> None:
            raises()

    thread = threading.Thread(target=raises)
    thread.start()
    thread.join()
    RaisesAtTheEnd()
    try:
        raises()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    printed = capsys.readouterr()
    assert log.getvalue().count("ValueError") == 3
    assert CANARY not in log.getvalue() + printed.out + printed.err


def test_a_warning_of_a_library_is_no_line_at_all(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    warnings.warn(CANARY, stacklevel=1)
    printed = capsys.readouterr()
    assert log.getvalue() + printed.out + printed.err == ""


def test_json_lines_are_json(log: io.StringIO) -> None:
    event("running", cards=3)
    line = log.getvalue()
    if line.startswith("{"):
        assert json.loads(line)["cards"] == 3


def test_an_event_keeps_class_and_place_of_what_was_raised_and_drops_its_text(log: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        event("update failed", raised=error)
    written = log.getvalue()
    assert all(word in written for word in ("update failed", "ValueError", "test_logs.py:"))
    assert "knees" not in written


def test_every_event_that_the_code_logs_is_on_the_list() -> None:
    used = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        used |= set(re.findall(r'\bevent\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert used == set(EVENTS)


@pytest.mark.parametrize("room", ["channels/telegram", "delivery"])
def test_what_these_rooms_log_by_another_way_than_events_is_for_debugging_only(room: str) -> None:
    for path in (Path(bot.__file__).parent / room).rglob("*.py"):
        other = re.findall(r"\b(?:_log|logging)\.(\w+)\(", path.read_text(encoding="utf-8"))
        assert set(other) <= {"getLogger", "debug"}, f"{path.name}: its name would be lost"
