"""What all handlers share: the assistant as it is now, what is remembered in memory, and the outbox."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from telegram import Message

from bot.channels.telegram.keyboards import Codes
from bot.channels.telegram.limits import QUESTIONS, TAPS, Limits, Verdict
from bot.channels.telegram.outbox import Outbox, progress
from bot.channels.telegram.recent import Recent
from bot.core.library import Library
from bot.dialogue.assistant import Assistant
from bot.dialogue.memory import LIFETIME_SECONDS, Memory
from bot.dialogue.pages import Operator
from bot.dialogue.reply import Remembered, Reply, Turn
from bot.ops import metrics
from bot.ops.logs import event
from bot.store import Store, StoreError

DELAYED_AFTER = 120.0
"""Seconds after which an answer says sorry for the delay."""
DAY = 24 * 3600.0
_COUNTED = {
    "answer": "answered",
    "clarify": "asked_back",
    "fallback": "not_understood",
    "out_of_scope": "not_ours",
    "escalate": "notice",
}
Conversation = tuple[int, int]


class Current(Protocol):
    """Holds the assistant of the content that is loaded now."""

    @property
    def assistant(self) -> Assistant:
        """The assistant to answer the next question with."""


@dataclass
class Shared:
    """One per process. Everything in it but the store is in memory only."""

    current: Current
    store: Store
    outbox: Outbox
    operator: Operator = field(default_factory=Operator)
    limits_on: bool = True
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    username: str = ""
    bot_id: int = 0
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.questions = Limits(self.limits_on, QUESTIONS)
        self.taps = Limits(self.limits_on, TAPS)
        self.verdicts: Recent[tuple[int, str], Verdict] = Recent(DAY, self.clock)
        self.answered: Recent[tuple[int, int], int] = Recent(DAY, self.clock)
        """Which message answers which, by chat and message."""
        self.before: Recent[tuple[int, int], Remembered] = Recent(LIFETIME_SECONDS, self.clock, 2_000)
        """What was remembered before a message, so that it can be answered anew when it is edited."""
        self.askers: Recent[tuple[int, int], int] = Recent(DAY, self.clock)
        """Whose buttons stand under an answer in a group, by chat and message."""
        self.albums: Recent[str, bool] = Recent(600, self.clock, 5_000)
        self.lists: Recent[int, tuple[int, tuple[str, ...]]] = Recent(LIFETIME_SECONDS, self.clock)
        """The message of each chat's list of questions, and the codes of the cards on it."""
        self.short: Recent[Conversation, bool] = Recent(30 * DAY, self.clock)
        self.alternatives: Recent[Conversation, tuple[str, ...]] = Recent(LIFETIME_SECONDS, self.clock)
        self.used: Recent[tuple[int, int, str], tuple[str, ...]] = Recent(DAY, self.clock)
        """The buttons under an answer that have done their work, by chat, message and card."""
        self.watched: Recent[Conversation, bool] = Recent(3600, self.clock)
        self.said_here: Recent[tuple[int, int, str], int] = Recent(3600, self.clock)
        """The message that showed a card, by group, forum topic and card."""
        self.ephemeral: Recent[int, bool] = Recent(DAY, self.clock)
        """Whether answers that only the asker sees work in a group."""
        self.greeted: Recent[int, bool] = Recent(60, self.clock)
        self.tasks: set[asyncio.Task[None]] = set()
        self.last_update: float | None = None
        self.update_before: float | None = None
        self._codes: Codes | None = None

    def update_came(self) -> None:
        """Note that Telegram has sent something."""
        self.update_before, self.last_update = self.last_update, self.wall()

    @property
    def assistant(self) -> Assistant:
        """The assistant of the content that is loaded now."""
        return self.current.assistant

    @property
    def library(self) -> Library:
        """The content that is loaded now."""
        return self.current.assistant.library

    @property
    def codes(self) -> Codes:
        """The ids behind button data, of the content that is loaded now."""
        library = self.library
        if self._codes is None or self._codes.library is not library:
            self._codes = Codes(library)
        return self._codes

    def word(self, key: str) -> str:
        """A text of the wording. Raises KeyError for an unknown key."""
        return self.library.wording[key].strip()

    def allowed(self, person: int, message: Message, *, question: bool) -> Verdict:
        """Whether the message may be answered; asked again for the same update, it says the same."""
        update = progress.get().update_id
        kind = "question" if question else "tap"
        known = self.verdicts.get((update, kind))
        if known is None:
            limits = self.questions if question else self.taps
            known = limits.ask(person, seconds(message))
            self.verdicts.put((update, kind), known)
        return known

    def recall(self, message: Message, person: int) -> Remembered:
        """What is remembered of a conversation; for an edited message, what was remembered before it."""
        before = self.before.get((message.chat_id, message.message_id))
        return before if before is not None else self.memory.recall((message.chat_id, person), self.clock())

    def note_answer(self, message: Message, number: int, before: Remembered) -> None:
        """Remember which message answers this one."""
        if message.message_id:  # one that only the bot was shown has no number
            self.answered.put((message.chat_id, message.message_id), number)
            self.before.put((message.chat_id, message.message_id), before)

    def answer_to(self, message: Message) -> int | None:
        """The number of the message that answers this one."""
        return self.answered.get((message.chat_id, message.message_id))

    def forget(self, conversation: Conversation) -> None:
        """Forget everything about a conversation but how much was asked."""
        self.memory.forget(conversation)
        self.short.drop(conversation)
        self.alternatives.drop(conversation)

    def forget_chat(self, chat: int) -> None:
        """Forget everything about a chat."""
        self.answered.drop_where(lambda key: key[0] == chat)
        self.before.drop_where(lambda key: key[0] == chat)
        self.askers.drop_where(lambda key: key[0] == chat)
        self.used.drop_where(lambda key: key[0] == chat)
        self.said_here.drop_where(lambda key: key[0] == chat)
        self.watched.drop_where(lambda key: key[0] == chat)
        self.lists.drop(chat)
        self.ephemeral.drop(chat)

    def is_short(self, conversation: Conversation) -> bool:
        """Whether this person has asked for short answers."""
        return bool(self.short.get(conversation))

    def late(self, message: Message) -> bool:
        """Whether the message has waited so long that the answer should say sorry."""
        return self.wall() - seconds(message) > DELAYED_AFTER

    async def count_refused(self) -> None:
        """Add one to the messages that were too many: refused, not lost."""
        await self.count("refused", "")

    async def count_turn(self, turn: Turn) -> None:
        """Add the answer to a question to the counts: what kind, and which card or notice; never who."""
        metrics.DECISIONS.labels(turn.decision).inc()
        if turn.notice is not None:
            metrics.NOTICES.labels(turn.notice.level).inc()
            await self.count("notice", turn.notice.id)
        if turn.decision != "escalate":
            for label in turn.answers or ("",):
                await self.count(_COUNTED[turn.decision], label)

    async def count(self, name: str, label: str) -> None:
        """Add one to a count. A store that is down loses the count, not the answer."""
        try:
            await self.store.count(datetime.fromtimestamp(self.wall(), UTC).date(), name, label)
        except StoreError:
            event("not counted")


def seconds(message: Message) -> float:
    """When a message was sent, as Unix time."""
    return message.date.timestamp()


def urgent(reply: Reply) -> bool:
    """Whether the reply holds a notice, which must not wait behind ordinary answers."""
    return any(block.kind == "notice" for block in reply.blocks)
