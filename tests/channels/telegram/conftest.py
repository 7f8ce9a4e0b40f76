"""One channel with the tiny content, a real store, and a local Bot API server."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from pydantic import SecretStr

from bot.app import build
from bot.channels.telegram.application import TelegramChannel, build_application
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.shared import Shared
from bot.content.library import packaged_intents
from bot.delivery.sending import Sender
from bot.dialogue.assistant import Assistant
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from tests.channels.telegram.wire import Wire
from tests.support.bot_api import TOKEN, BotApi
from tests.support.tiny import write_tiny_content

_MORE_CARDS = {
    "garden/slugs.yaml": """id: garden.slugs
title: Do slugs fall in love?
sensitive: yes
utterances:
  - do slugs fall in love
  - how do slugs find somebody to love
  - slug love life
answer: |
  Slugs do fall in love. They do it at night.
""",
    "chat/thanks.yaml": """id: chat.thanks
title: Thank you
utterances:
  - thank you
  - thanks a lot
  - many thanks
answer: |
  You are welcome.
""",
}


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of what answers: it keeps its caches there."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, caches: Path) -> Assistant:
    """What answers: it holds no conversation, so all tests may share it."""
    folder = write_tiny_content(tmp_path_factory.mktemp("intents"))
    for name, body in _MORE_CARDS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    # The real rules for danger: the tiny content has none of its own.
    shutil.copy(packaged_intents() / "_red_flags.yaml", folder)
    return build(Settings(state_dir=caches), folder).assistant


@pytest.fixture(scope="session", autouse=True)
def _certificates_once() -> Iterator[None]:
    """The wire is plain HTTP here, so the machine's certificates need not be read for each test anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx._transports.default, "create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture
async def wire(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Wire]:
    """A channel that has just started."""
    async with BotApi() as api:
        settings = Settings(telegram_bot_token=SecretStr(TOKEN), telegram_base_url=api.url)
        store = SqliteStore(tmp_path / "bot.db")
        await store.open()
        application = build_application(settings, Sender(paced=False))
        shared = Shared(SimpleNamespace(assistant=assistant), store, Outbox(application.bot))
        channel = TelegramChannel(application, shared)
        await channel.start()
        api.calls.clear()
        yield Wire(api, channel)
        for task in shared.tasks:
            task.cancel()
        await application.shutdown()
        await store.close()
