"""Load: how many questions a second one process answers, and what its memory does.

`python -m tests.benchmarks.load --questions 2000` drives the real bot (`--standin`: the delivery alone) against the
tests' own Bot API server on this machine, limits off.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from tests.support.bot_api import BotApi
from tests.support.processes import REAL, STANDIN, Bot

QUESTIONS = (
    "what is lupus",
    "forgot my plaquenil this morning",
    "why am i so tired all the time",
    "can i get pregnant with lupus",
    "is my hair going to grow back",
    "what factor sun cream do i need",
)
CHATS = 100
IN_FLIGHT = 200


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


async def measure(questions: int, command: tuple[str, ...]) -> None:
    """Ask, keeping a bounded number waiting, and print the figures."""
    async with BotApi() as api:
        with tempfile.TemporaryDirectory() as state:
            bot = Bot(api.url, Path(state), command=command)
            started = time.monotonic()
            await bot.start()
            await bot.ready(300)
            print(f"ready after {time.monotonic() - started:.1f} s, {resident(bot.process.pid):.0f} MB")
            marks = {questions // 5: 0.0, questions: 0.0}
            started, used = time.monotonic(), busy(bot.process.pid)
            for number in range(questions):
                api.ask(1 + number % CHATS, f"{QUESTIONS[number % len(QUESTIONS)]} {number}")
                if len(api.pending) > IN_FLIGHT:
                    await api.until(lambda: len(api.pending) <= IN_FLIGHT // 2, timeout=60)
                if number + 1 in marks:
                    marks[number + 1] = resident(bot.process.pid)
            assert await api.until(lambda: not api.pending, timeout=120)
            seconds = time.monotonic() - started
            print(f"{questions} questions, {len(api.sent())} answers, {questions / seconds:.0f} a second")
            print(f"{1000 * (busy(bot.process.pid) - used) / questions:.1f} ms of processor time each")
            print("memory: " + ", ".join(f"{mb:.0f} MB after {count}" for count, mb in marks.items()))
            assert await bot.stop() == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--standin", action="store_true")
    chosen = parser.parse_args()
    asyncio.run(measure(chosen.questions, STANDIN if chosen.standin else REAL))
