"""The packaged rules, read once."""

from __future__ import annotations

import pytest

from bot.content.library import packaged_intents
from bot.content.reader import read_file
from bot.content.red_flags import read_red_flags
from bot.core.red_flags import RedFlags
from bot.core.triage import Triage


@pytest.fixture(scope="session")
def red_flags() -> RedFlags:
    problems: list = []
    flags = read_red_flags(read_file(packaged_intents() / "_red_flags.yaml", "_red_flags.yaml", problems))
    assert problems == []
    return flags


@pytest.fixture(scope="session")
def triage(red_flags: RedFlags) -> Triage:
    return Triage(red_flags)
