"""Load: how many questions a second one process answers, and what its memory does.

`python -m tests.benchmarks.load` drives the real bot with the full content against the tests' own Bot API server on
this machine, limits off. `--content tiny`: three cards, so that the engine counts for less; `none`: a stand-in for all
but the delivery. `--webhook`: pushed instead of polled. The processor time for each question is that of the bot alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.bot_api import BotApi
from tests.support.processes import REAL, STANDIN, Bot, webhook_settings
from tests.support.tiny import ASKED, write_tiny_content

QUESTIONS = {
    "full": (
        "what is lupus",
        "forgot my plaquenil this morning",
        "why am i so tired all the time",
        "can i get pregnant with lupus",
        "is my hair going to grow back",
        "what factor sun cream do i need",
    ),
    "tiny": ASKED,
    "none": ("hello",),
}
CHATS = 100
IN_FLIGHT = 200
MARKS = 10
"""Measures of memory in one run."""


def resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def busy(pid: int) -> float:
    """Processor seconds that a process has used: comparable where others use the machine too."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What one run measured."""

    questions: int
    answers: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    memory: dict[int, float] = field(default_factory=dict)

    @property
    def growth(self) -> float:
        """By which share memory grew after the first fifth, when all caches are warm."""
        warm, last = self.memory[self.questions // 5], self.memory[self.questions]
        return last / warm - 1

    def __str__(self) -> str:
        memory = ", ".join(f"{mb:.0f} MB after {count}" for count, mb in self.memory.items())
        return (
            f"{self.questions} questions, {self.answers} answers, {self.questions / self.seconds:.0f} a second\n"
            f"{1000 * self.processor / self.questions:.1f} ms of processor time each: one core could do "
            f"{self.questions / self.processor:.0f} a second\n"
            f"memory: {memory}; {100 * self.growth:+.1f} % after the first fifth"
        )


async def measure(questions: int, *, content: str = "full", webhook: bool = False) -> Load:
    """Ask, keeping a bounded number waiting."""
    with tempfile.TemporaryDirectory() as state, tempfile.TemporaryDirectory() as intents:
        async with BotApi(secret="secret") as api:
            settings = webhook_settings(api) if webhook else {}
            if content == "tiny":
                settings["INTENTS_DIR"] = str(write_tiny_content(Path(intents)))
            bot = Bot(api.url, Path(state), settings, STANDIN if content == "none" else REAL)
            await bot.start()
            await bot.ready(600)
            try:
                return await _ask(api, bot.process.pid, questions, QUESTIONS[content])
            finally:
                await bot.stop()


async def _ask(api: BotApi, pid: int, questions: int, texts: tuple[str, ...]) -> Load:
    load = Load(questions)
    started, used = time.monotonic(), busy(pid)
    for number in range(1, questions + 1):
        api.ask(1 + number % CHATS, texts[number % len(texts)])
        if len(api.pending) > IN_FLIGHT:
            await api.until(lambda: len(api.pending) <= IN_FLIGHT // 2, timeout=120)
        if number % (questions // MARKS) == 0:
            load.memory[number] = resident(pid)
    assert await api.until(lambda: not api.pending, timeout=120)
    load.seconds, load.processor = time.monotonic() - started, busy(pid) - used
    load.answers = len(api.sent())
    return load


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--content", choices=list(QUESTIONS), default="full")
    parser.add_argument("--webhook", action="store_true")
    chosen = parser.parse_args()
    print(asyncio.run(measure(chosen.questions, content=chosen.content, webhook=chosen.webhook)))
