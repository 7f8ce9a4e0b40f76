"""No test can reach the network: every connection but one to this machine is refused."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from bot.content.library import load_library, packaged_intents
from bot.core.library import Library
from tests.support.tiny import write_tiny_content

_real_connect = socket.socket.connect


def _connect(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else address
    if self.family != socket.AF_UNIX and str(host) not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach the network: {host}")
    _real_connect(self, address)


socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine, no `.env` of the checkout, and a state folder of the test's own."""
    from bot.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session")
def library() -> Library:
    """The real content."""
    return load_library(packaged_intents())


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A content folder with a few small cards that a test may change."""
    return write_tiny_content(tmp_path / "intents")
