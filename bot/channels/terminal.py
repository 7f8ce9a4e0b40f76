"""The bot in a terminal: the same answers, with numbered buttons that can be typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from bot.channels.plain import with_links
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import answer, press, screen_turn
from bot.dialogue.pages import PAGES, Operator, page
from bot.dialogue.reply import Button, Remembered, Turn

_STYLES = {"notice": "bold red", "understood": "dim", "heading": "bold", "source": "dim", "line": ""}


class TerminalChat:
    """One conversation at a terminal."""

    def __init__(
        self,
        assistant: Assistant,
        console: Console,
        *,
        operator: Operator | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._assistant = assistant
        self._console = console
        self._operator = operator
        self._clock = clock
        self._remembered = Remembered()
        self._short = False

    def run(self, lines: Iterable[str]) -> None:
        """Greet, then answer each line until there are no more."""
        self.print(self._page("start"))
        for line in lines:
            self.print(self.turn(line))

    def turn(self, line: str) -> Turn:
        """The turn for one typed line: a question, a number, or a command."""
        text = line.strip()
        turn = self._command(text) if text.startswith("/") else self._answer(text)
        self._remembered = turn.remembered
        return turn

    def print(self, turn: Turn) -> None:
        """Show a turn with its buttons numbered."""
        for block in turn.reply.blocks:
            text = with_links(type(turn.reply)((block,)))
            style = _STYLES.get(block.kind, "")
            self._console.print(Padding(escape(text), (1, 0, 0, 2)), style=style or None, highlight=False)
        if turn.reply.buttons:
            self._console.print()
        for number, button in enumerate(turn.reply.buttons, 1):
            self._console.print(f"  [cyan]{number:>2}[/]  {escape(button.label)}", highlight=False)
        self._console.print()

    def _answer(self, text: str) -> Turn:
        return answer(
            self._assistant,
            text,
            self._remembered,
            now=self._clock(),
            short=self._short,
            operator=self._operator,
        )

    def _command(self, text: str) -> Turn:
        name = text[1:].split()[0].lower() if len(text) > 1 else ""
        if name in PAGES:
            return self._page(name)
        if name == "more" and self._remembered.context.cards:
            button = Button("", "more", self._remembered.context.cards[0])
            return press(self._assistant, button, self._remembered)
        if name == "short":
            self._short = not self._short
            return self._page("short_on" if self._short else "short_off")
        if name == "ask":
            return self._answer(text[4:].strip())
        return self._page("not_a_command")

    def _page(self, name: str) -> Turn:
        if name in PAGES:
            return screen_turn(page(self._assistant.library, name, self._operator), self._remembered)
        return self._assistant.line(name, self._remembered)
