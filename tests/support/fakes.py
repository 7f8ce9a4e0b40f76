"""Stand-ins for what the assistant is given: an engine and a triage that say what a test tells them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.model import Context, Decision


@dataclass
class SaidEngine:
    """Decides what it is told, and notes the context that it was given."""

    decision: Decision
    contexts: list[Context] = field(default_factory=list)

    def decide(self, text: str, context: Context | None = None) -> Decision:
        self.contexts.append(context or Context())
        return self.decision


class BrokenEngine:
    """An engine that fails, whatever it is asked."""

    def decide(self, text: str, context: Context | None = None) -> Decision:
        raise RuntimeError("broken")


@dataclass
class SaidTriage:
    """Finds the flags that it is told to find."""

    found: tuple[str, ...] = ()

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        return self.found


class BrokenTriage:
    """A triage that fails, whatever it reads."""

    def flags(self, text: str, *, weakened: bool = False) -> tuple[str, ...]:
        raise RuntimeError("broken")
