"""Real processes of the bot for end-to-end tests, and what became of the questions they were asked."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import sys
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Self

from tests.support.bot_api import TOKEN, BotApi

ROOT = Path(__file__).resolve().parent.parent.parent
STANDIN = ("-m", "tests.delivery.standin")
REAL = ("-m", "bot", "run")
_PORTS = iter(random.sample(range(20_000, 32_000), 12_000))


def free_port() -> int:
    """A port that nobody uses now, and that no outgoing connection takes before it is listened on.

    Connections are given ports from 32768 on (Linux) or 49152 on (most others), hence one below. Those given out by
    this process are not given out again.
    """
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free from 20000 to 32000")


@dataclass
class Bot:
    """One process of the bot. `settings` are environment variables on top of those every test needs.

    `async with Bot(…) as bot` starts it, and leaves no process behind.
    """

    api_url: str
    state: Path
    settings: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = STANDIN
    log: str = ""
    """Of the process that was started last."""
    all_logs: str = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def start(self) -> None:
        """Start it, and read its log."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.ops_port = free_port()
        self.log = ""
        environment = kept | {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": self.api_url,
            "STATE_DIR": str(self.state),
            "OPS_PORT": str(self.ops_port),
            "LIMITS": "off",
            "PYTHONPATH": str(ROOT),
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.command,
            env=environment | self.settings,
            cwd=self.state,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log += line.decode()
            self.all_logs += line.decode()

    async def ready(self, timeout: float = 120.0) -> None:  # noqa: ASYNC109
        """Wait until it says that it runs."""
        async with asyncio.timeout(timeout):
            while " running" not in self.log:
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def get(self, path: str) -> tuple[int, str]:
        """Ask its ops port."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.ops_port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        return int(head.split()[1]), body

    async def kill(self) -> None:
        """`kill -9`."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reader

    async def stop(self, timeout: float = 20.0) -> int:  # noqa: ASYNC109
        """SIGTERM; gives the exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), timeout)
        except TimeoutError:
            await self.kill()
            raise
        await self._reader
        assert self.process.returncode is not None
        return self.process.returncode


def webhook_settings(api: BotApi) -> dict[str, str]:
    """The settings of one more replica behind the webhook; the server now pushes to it too."""
    port = free_port()
    api.webhooks.append(f"http://127.0.0.1:{port}/push")
    return {
        "WEBHOOK_URL": "https://example.org/push",
        "WEBHOOK_SECRET": api.secret,
        "WEBHOOK_PORT": str(port),
    }


@dataclass(frozen=True)
class Tally:
    """What became of questions."""

    asked: int
    lost: int
    doubled: int
    reordered: int


def tally(api: BotApi, asked: dict[int, list[int]]) -> Tally:
    """Compare the messages that were asked, by chat and in order, with those that answers reply to."""
    answered = defaultdict(list)
    for params in api.sent():
        reply = params.get("reply_parameters")
        if reply:
            answered[int(params["chat_id"])].append(int(json.loads(reply)["message_id"]))
    lost = doubled = reordered = 0
    for chat, questions in asked.items():
        first = list(dict.fromkeys(answered[chat]))
        lost += len(set(questions) - set(first))
        doubled += len(answered[chat]) - len(first)
        places = {question: place for place, question in enumerate(questions)}
        reordered += sum(places[a] > places[b] for a, b in pairwise(first))
    return Tally(sum(map(len, asked.values())), lost, doubled, reordered)
