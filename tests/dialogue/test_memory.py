"""Conversations are remembered for 15 minutes, and no more of them than there is room for."""

from __future__ import annotations

from bot.core.model import Context
from bot.dialogue.memory import Memory
from bot.dialogue.reply import Remembered

SEEN = Remembered(Context(cards=("garden.roses",)))


def test_it_forgets_after_15_minutes() -> None:
    memory = Memory()
    memory.keep("ann", SEEN, now=0.0)
    assert memory.recall("ann", now=15 * 60) == SEEN
    assert memory.recall("ann", now=15 * 60 + 1) == Remembered()


def test_people_in_one_chat_are_kept_apart() -> None:
    memory = Memory()
    memory.keep(("group", "ann"), SEEN, now=0.0)
    assert memory.recall(("group", "ben"), now=1.0) == Remembered()


def test_the_oldest_go_when_it_is_full_and_the_expired_before_them() -> None:
    memory = Memory(lifetime=100.0, most=2)
    for at, who in enumerate(("ann", "ben", "cat")):
        memory.keep(who, SEEN, now=float(at))
    assert len(memory) == 2
    assert memory.recall("ann", now=3.0) == Remembered()
    memory.keep("dan", SEEN, now=500.0)
    assert len(memory) == 1


def test_forgetting_is_at_once() -> None:
    memory = Memory()
    memory.keep("ann", SEEN, now=0.0)
    memory.forget("ann")
    assert memory.recall("ann", now=0.0) == Remembered()
