"""A secret word, a name and a number go through every handler; afterwards none is on disk, in a log or a metric."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.telegram.application import TelegramChannel
from bot.channels.telegram.group_settings import GroupSettings, keep
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.running import _apologise
from bot.delivery.ledger import Ledger
from bot.dialogue.assistant import Assistant
from bot.ops import metrics
from bot.ops.logs import AllowList, configure
from bot.settings import Settings
from tests.channels.telegram.secrets import FILE, NAME, NAMED, NUMBER, PERSON, THEIRS, USERNAME, WORD, Watched
from tests.channels.telegram.wire import CHEST_PAIN, GROUP, ROSES, Json, Wire
from tests.support.bot_api import TOKEN, BotApi, Fault
from tests.support.fakes import BrokenEngine


@pytest.fixture
def watched(tmp_path: Path, caches: Path) -> Iterator[Watched]:
    """The real logging at its most talkative, as plain text and as JSON."""
    talkative = [logging.getLogger(name) for name in ("", "httpx", "httpcore", "telegram", "asyncio")]
    levels = [logger.level for logger in talkative]
    root, before = talkative[0], (sys.excepthook, logging.raiseExceptions)
    handlers = root.handlers[:]
    watched = Watched(tmp_path, caches)
    configure(Settings(log_level="DEBUG", telegram_bot_token=SecretStr(TOKEN)), watched.logs)
    also = logging.StreamHandler(watched.logs)
    also.setFormatter(AllowList(as_json=True, token=TOKEN))
    root.addHandler(also)
    for logger in talkative:
        logger.setLevel(logging.DEBUG)
    yield watched
    root.handlers[:] = handlers
    for logger, level in zip(talkative, levels, strict=True):
        logger.setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, logging.raiseExceptions = before


class Canary(Wire):
    """The same wire, with the delivery's ledger in front, as in the running bot."""

    def __init__(self, api: BotApi, channel: TelegramChannel) -> None:
        super().__init__(api, channel)

        async def apologise(update: Any) -> Any:
            return await _apologise(self.shared, update)

        self.ledger = Ledger(self.shared.store, channel.process, apologise, owner="canary")

    async def update(self, kind: str, body: Any) -> Any:
        update = {"update_id": next(self._numbers), kind: body}
        for _ in range(5):
            if (await self.ledger.settle(update)).confirm:
                break


@pytest.fixture
def canary(watched: Watched, wire: Wire) -> Canary:
    """The application with its store in the watched folder."""
    return Canary(wire.api, wire.channel)


async def test_no_secret_is_kept_by_any_handler(canary: Canary, watched: Watched) -> None:
    canary.admins.add(NUMBER)
    await too_much(canary)
    canary.shared.questions = Limits(on=False)
    await in_private(canary)
    await in_a_group(canary)
    await by_press_and_inline(canary)
    await what_cannot_be_read(canary)
    await what_cannot_be_sent(canary)
    await what_raises(canary)
    said = "\n".join(canary.texts)
    for reached in (
        "You have asked a lot",
        "Call 999 now",
        "I cannot look at the picture",
        "looks out for signs of an emergency here",
        "How shall I behave in this group?",
        "My questions for the appointment",
        "Something went wrong on my side",
    ):
        assert reached in said
    assert "answer failed" in watched.logs.getvalue()
    assert watched.found() == []


async def too_much(canary: Canary) -> None:
    for _ in range(8):
        await canary.say(f"{ROSES} {WORD}", THEIRS, PERSON)


async def in_private(canary: Canary) -> None:
    for text in (f"{WORD}?", f"{ROSES} {WORD}", f"/start {WORD}", f"/ask {WORD}", f"/{WORD}", "/questions"):
        await canary.say(text, THEIRS, PERSON)
        await canary.edit(canary.said, f"{text} {WORD}")
    await canary.say(f"{CHEST_PAIN} {WORD}", THEIRS, PERSON)
    photo = [{**FILE, "width": 1, "height": 1}]
    await canary.say(None, THEIRS, PERSON, photo=photo, caption=f"{ROSES} {WORD}")
    await canary.say(None, THEIRS, PERSON, document={**FILE, "file_name": WORD})
    await canary.say(
        None, THEIRS, PERSON, contact={"phone_number": "1", "first_name": NAME, "user_id": NUMBER}
    )
    for command in ("/short", "/privacy", "/forget"):
        await canary.say(command, THEIRS, PERSON)


async def in_a_group(canary: Canary) -> None:
    change = {"status": "member", "user": {"id": 123456, "is_bot": True, "first_name": "B"}}
    member: Json = {"chat": NAMED, "from": PERSON, "date": int(time.time())}
    left = {**change, "status": "left"}
    await canary.update("my_chat_member", {**member, "old_chat_member": left, "new_chat_member": change})
    await keep(canary.shared.store, GROUP["id"], GroupSettings("ephemeral", watch=True, quiet=True))
    for text in (
        f"/ask {ROSES} {WORD}",
        f"{CHEST_PAIN} {WORD}",
        f"hello {WORD}",
        f"/ask@{WORD} hello",
        "/ask",
    ):
        await canary.say(text, NAMED, PERSON)
        await canary.edit(canary.said, f"{text} {WORD}")
    await canary.say(f"{ROSES} {WORD}", NAMED, PERSON)
    await canary.say("/ask", NAMED, PERSON, reply_to_message=canary.said)
    for command in ("/settings", "/groupcheck"):
        await canary.say(command, NAMED, PERSON)
    await canary.say("/settings", NAMED, PERSON)
    await canary.tap("Danger notices only: off", PERSON)
    await canary.update("my_chat_member", {**member, "old_chat_member": change, "new_chat_member": left})


async def by_press_and_inline(canary: Canary) -> None:
    await canary.say(f"/start {WORD}", THEIRS, PERSON)
    shown = canary.shown()
    for data in (f"v1:c:{WORD}", WORD, f"v1:t:{WORD}..", f"v1:n:{WORD}"):
        await canary.press(data, shown, PERSON)
    await canary.tap("When do roses flower?", PERSON, shown)
    for label in ("Sources", "Add to my questions", "Not helpful"):
        await canary.tap(label, PERSON, {**canary.shown(), **_keyboard(canary)})
    await canary.update("inline_query", {"id": "1", "from": PERSON, "query": f"{ROSES} {WORD}", "offset": ""})


async def what_cannot_be_read(canary: Canary) -> None:
    await canary.say(f"{ROSES} {WORD}", THEIRS, PERSON, entities=[{WORD: WORD}])
    await canary.say(None, THEIRS, PERSON, poll={WORD: NAME})
    await canary.update("message", {"text": WORD, "from": PERSON})
    await canary.update(WORD, {"from": PERSON, "text": WORD})
    await canary.update("message", WORD)


async def what_cannot_be_sent(canary: Canary) -> None:
    for kind, description in (
        ("403", f"Forbidden: bot was blocked by the user {NAME} ({NUMBER}, @{USERNAME})"),
        ("400", f"Bad Request: can't parse entities: {WORD}"),
        ("400", f"Bad Request: chat {NUMBER} not found"),
    ):
        canary.api.faults.append(Fault(kind, description=description))
        await canary.say(f"how do i help frogs {WORD}", {**THEIRS}, PERSON, date=int(time.time()) - 7000)


async def what_raises(canary: Canary) -> None:
    assistant = canary.shared.assistant
    current: Any = canary.shared.current
    current.assistant = Assistant(assistant.library, BrokenEngine(), assistant._danger.watch)
    await canary.say(f"{ROSES} {WORD}", THEIRS, PERSON, date=int(time.time()) - 9000)

    class Torn:
        """An assistant that quotes the question in what it raises."""

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(f"{WORD} {NAME} {NUMBER}")

    current.assistant = Torn()
    await canary.say(f"{ROSES} {WORD}", THEIRS, PERSON, date=int(time.time()) - 11000)
    current.assistant = assistant


@pytest.mark.parametrize("where", ["file", "database", "database number", "log", "metric"])
async def test_the_search_would_find_a_secret(canary: Canary, watched: Watched, where: str) -> None:
    assert watched.found() == []
    if where == "file":
        (watched.folders[0] / "cache.bin").write_bytes(b"x" + WORD.encode() + b"x")
    elif where == "database":
        await keep(canary.shared.store, GROUP["id"], GroupSettings(off=(WORD,)))
    elif where == "database number":
        await keep(canary.shared.store, NUMBER, GroupSettings())
    elif where == "log":
        # What a formatter without the list of allowed words would do.
        logging.getLogger().handlers[0].setFormatter(logging.Formatter())
        logging.getLogger("bot").warning("could not answer %s", NAME)
    else:
        metrics.UPDATES.labels(USERNAME).inc()
    try:
        assert watched.found()
    finally:
        if where == "metric":
            metrics.UPDATES.remove(USERNAME)


def _keyboard(canary: Canary) -> Json:
    """The latest keyboard of an answer, whatever was sent after it."""
    for call in reversed(canary.calls("sendMessage", "editMessageText")):
        if "v1:src:" in str(call.params.get("reply_markup")):
            markup = call.params["reply_markup"]
            return {"reply_markup": json.loads(markup) if isinstance(markup, str) else markup}
    raise AssertionError("no answer was shown")
