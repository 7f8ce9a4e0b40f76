"""Understanding: how fast, how large and how right it is, beside plain rapidfuzz on the same content and questions.

    python -m tests.benchmarks.matching                     time, memory and accuracy on tests/questions
    python -m tests.benchmarks.matching FILE.jsonl          the same for labelled messages (see `lupus-bot evaluate`)
    python -m tests.benchmarks.matching FILE.jsonl --typos  the same questions with one typo in six words: points lost
    python -m tests.benchmarks.matching --public DIR        few-shot sets, 10 phrasings an intent: DIR/<name>.json holds
                                                            `train` and `valid`, whose rows are [text, intent]
    --state DIR   keep what was learned there: the cold start is measured only where it is empty
    --most N      ask N questions, evenly chosen, for a quick look

Everything runs on one core and one thread. Times are processor time, which other work on the machine hardly changes;
the time by the clock is beside them. A public set becomes a content folder like any other, and is asked through
what `lupus-bot ask --jsonl --intents FOLDER` calls, so nothing of the engine differs.
"""

# ruff: noqa: E402 - threads must be set before numpy is loaded
from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from rapidfuzz import fuzz, process

from bot.app import build
from bot.channels.plain import as_json
from bot.content.library import load_library, packaged_intents
from bot.core.normalise import normalise
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import answer
from bot.dialogue.reply import Remembered
from bot.review.labelled import Row, read_rows
from bot.review.shares import Share
from bot.settings import Settings
from tests.benchmarks.few_shot import as_content, read_set
from tests.benchmarks.typos import with_typos

QUESTIONS = Path(__file__).resolve().parent.parent / "questions"
HANDS = 8
"""Hands that type the same questions with typos."""
LONGEST = 4096
"""Characters in the longest message that Telegram delivers."""
VARIANTS = 5
"""Messages of each long kind: different ones, since the engine may keep what it has just computed."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--typos", action="store_true")
    parser.add_argument("--public", type=Path, metavar="DIR")
    parser.add_argument("--state", type=Path, metavar="DIR")
    parser.add_argument("--most", type=int, metavar="N")
    parser.add_argument("--start-only", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary:
        state = chosen.state or Path(temporary)
        if chosen.start_only:
            print(json.dumps(started(state)))
        elif chosen.public:
            for path in sorted(chosen.public.glob("*.json")):
                public(path, state, chosen.most)
        elif chosen.typos:
            typos(plain_rows(chosen.questions, chosen.most), state)
        else:
            speed(plain_rows(chosen.questions, chosen.most), state)


def speed(rows: Sequence[Row], state: Path) -> None:
    """Time, memory and accuracy of the bot, and of rapidfuzz in the same run."""
    if not any(state.glob("cache/*.npy")):
        print(f"ready, cold cache   {_ready(state)}")
    print(f"ready, warm cache   {_ready(state)}")
    assistant = build(Settings(state_dir=state), packaged_intents()).assistant
    texts = [row.turns[0] for row in rows]
    answer(assistant, "hello", Remembered())
    print(f"\n{len(rows)} questions      median ms    p99 ms   by the clock   right card first")
    ours = timed(lambda text: first(assistant, text), texts)
    print(f"lupus-bot          {ours}   {_share(ours.results, rows)}")
    choices, cards = phrasings()
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio):

        def nearest(text: str, scorer: Callable[..., float] = scorer) -> str:
            found = process.extractOne(normalise(text), choices, scorer=scorer)
            return cards[found[2]] if found else ""

        theirs = timed(nearest, texts)
        print(f"{scorer.__name__:<18} {theirs}   {_share(theirs.results, rows)}")
        times, right = theirs.median / ours.median, _right(ours.results, rows) / _right(theirs.results, rows)
        print(
            f"   beside it lupus-bot takes 1/{times:.1f} of the time and is right {right:.2f} times as often"
        )
    print(f"\n{LONGEST:,} characters of …")
    for kind, messages in long_messages(texts).items():
        print(f"{kind:<18} {timed(lambda text: first(assistant, text), messages)}")


def typos(rows: Sequence[Row], state: Path) -> None:
    """The same questions as they are and with one typo in six words, by several hands: one alone is mostly luck."""
    assistant = build(Settings(state_dir=state), packaged_intents()).assistant
    clean = [first(assistant, row.turns[0]) for row in rows]
    print(f"as written    {_share(clean, rows)}")
    lost = [0.0] * len(rows)
    for hand in range(HANDS):
        spoilt = [first(assistant, with_typos(row.turns[0], hand)) for row in rows]
        print(f"with typos    {_share(spoilt, rows)}")
        for at, (before, after, row) in enumerate(zip(clean, spoilt, rows, strict=True)):
            lost[at] += ((before in row.accept) - (after in row.accept)) / HANDS
    points, half = 100 * fmean(lost), 196 * stdev(lost) / len(rows) ** 0.5
    print(f"points lost   {points:.1f} ± {half:.1f} (of {len(rows)} questions, typed by {HANDS} hands)")


def public(path: Path, state: Path, most: int | None) -> None:
    """One few-shot set, asked of a content folder made from it."""
    found = read_set(path)
    with tempfile.TemporaryDirectory() as temporary:
        folder = as_content(found, Path(temporary) / "intents")
        started_at = time.process_time()
        assistant = build(Settings(state_dir=state / path.stem), folder).assistant
        ready = time.process_time() - started_at
        rows = evenly([Row((text,), (intent,)) for text, intent in found.valid], most)
        asked = timed(lambda text: first(assistant, text), [row.turns[0] for row in rows])
        strangers = [answer(assistant, text, Remembered()) for text in found.strangers]
    shown = sum(bool(turn.answers) for turn in strangers)
    print(
        f"{found.name:<12} {_share(asked.results, rows)}; {asked.median:.1f} ms, ready in {ready:.0f} s",
        end="",
    )
    print(f"; not ours, yet answered {shown} of {len(strangers)}" if strangers else "", flush=True)


def plain_rows(path: Path, most: int | None) -> list[Row]:
    """The calm single questions that a card answers."""
    levels = {notice.id: notice.level for notice in load_library(packaged_intents()).red_flags.notices}
    return evenly([row for row in read_rows(path, levels) if row.answerable and row.plain], most)


def evenly(rows: list[Row], most: int | None) -> list[Row]:
    """At most so many rows, evenly chosen."""
    return rows if not most or most >= len(rows) else [rows[at * len(rows) // most] for at in range(most)]


def first(assistant: Assistant, text: str) -> str:
    """The card that is shown, or else the first that is offered."""
    said: dict[str, Any] = as_json(answer(assistant, text, Remembered()))
    return next(iter((*said["answers"], *said["suggestions"])), "")


def phrasings() -> tuple[list[str], list[str]]:
    """All phrasings of the packaged cards as a scorer sees them, and the card of each."""
    cards = load_library(packaged_intents()).cards.values()
    pairs = [(normalise(text), card.id) for card in cards for text in (card.title, *card.utterances)]
    return [text for text, _ in pairs], [card for _, card in pairs]


class Timed:
    """What a run over texts gave, and the milliseconds that each took."""

    def __init__(self, results: list[str], processor: list[float], clock: list[float]) -> None:
        self.results = results
        self._processor = sorted(processor)
        self._clock = sorted(clock)

    @property
    def median(self) -> float:
        return self._processor[len(self._processor) // 2]

    def __str__(self) -> str:
        at = min(len(self._processor) - 1, int(0.99 * len(self._processor)))
        clock = f"{self._clock[len(self._clock) // 2]:.1f}, {self._clock[at]:.1f}"
        return f"{self.median:9.1f} {self._processor[at]:9.1f}   {clock:>12}"


def timed(ask: Callable[[str], str], texts: Iterable[str]) -> Timed:
    """Ask each text once."""
    results, processor, clock = [], [], []
    for text in texts:
        used, now = time.process_time(), time.perf_counter()
        results.append(ask(text))
        processor.append(1000 * (time.process_time() - used))
        clock.append(1000 * (time.perf_counter() - now))
    return Timed(results, processor, clock)


def long_messages(texts: Sequence[str]) -> dict[str, list[str]]:
    """The longest messages there are, of several kinds."""
    words = [word for text in texts for word in normalise(text).split()]

    def filled(parts: Sequence[str], between: str, number: int = 0) -> str:
        first = number * len(parts) // VARIANTS
        return between.join(islice(cycle([*parts[first:], *parts[:first]]), LONGEST))[:LONGEST]

    return {
        "words": [filled(words, " ", n) for n in range(VARIANTS)],
        "a long story": [filled([f"{text}." for text in texts], " ", n) for n in range(VARIANTS)],
        "questions": [filled([f"{text}?" for text in texts], "\n", n) for n in range(VARIANTS)],
        "emoji": [emoji * LONGEST for emoji in "😀💊🤒🌞🐺"],
        "one letter": [letter * LONGEST for letter in "aeoxz"],
        "letters alone": [filled(letter, " ") for letter in "aeoxz"],
        "question marks": ["?" * (LONGEST - n) for n in range(VARIANTS)],
    }


def started(state: Path) -> dict[str, float]:
    """In a process of its own: start, answer, and say what it took."""
    built = build(Settings(state_dir=state), packaged_intents())
    answer(built.assistant, "what is lupus", Remembered())
    seconds = time.process_time()
    print(flush=True)  # the parent takes the time here
    for text in (
        "why am i so tired",
        "can i drink on plaquenil",
        *long_messages(["what is lupus", "i am ill"])["words"],
    ):
        answer(built.assistant, text, Remembered())
    sizes = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "seconds": seconds,
        "resident": int(sizes["VmRSS"].split()[0]) / 1000,
        "most": int(sizes["VmHWM"].split()[0]) / 1000,
    }


def _ready(state: Path) -> str:
    command = [sys.executable, "-m", __spec__.name, "--start-only", "--state", str(state)]
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    clock = time.perf_counter() - begun
    found = json.loads(child.communicate()[0])
    return (
        f"{found['seconds']:.1f} s ({clock:.1f} by the clock), then {found['resident']:.0f} MB resident, "
        f"{found['most']:.0f} at most"
    )


def _right(results: Sequence[str], rows: Sequence[Row]) -> int:
    return sum(result in row.accept for result, row in zip(results, rows, strict=True))


def _share(results: Sequence[str], rows: Sequence[Row]) -> str:
    share = Share("", _right(results, rows), len(rows))
    low, high = share.interval
    return f"{100 * share.value:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


if __name__ == "__main__":
    main()
