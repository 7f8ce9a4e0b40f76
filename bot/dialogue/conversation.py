"""A conversation with typed numbers: what any channel needs beyond single questions."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Context
from bot.dialogue.assistant import Assistant
from bot.dialogue.pages import Operator, page, topic_page
from bot.dialogue.reply import Block, Button, Remembered, Reply, Turn


def answer(
    assistant: Assistant,
    text: str,
    remembered: Remembered,
    *,
    quoted: str = "",
    now: float = 0.0,
    short: bool = False,
    operator: Operator | None = None,
) -> Turn:
    """The turn for a typed message; a number alone presses that button of the turn before."""
    chosen = chosen_button(text, remembered)
    if chosen is not None:
        return press(assistant, chosen, remembered, short=short, operator=operator)
    return _offering(assistant.ask(text, remembered, quoted=quoted, now=now, short=short))


def chosen_button(text: str, remembered: Remembered) -> Button | None:
    """The button that a typed number means, if the last reply had that many."""
    number = text.strip().rstrip(".)")
    if not (number.isascii() and number.isdigit() and len(number) <= 2):
        return None
    position = int(number)
    return remembered.offered[position - 1] if 1 <= position <= len(remembered.offered) else None


def press(
    assistant: Assistant,
    button: Button,
    remembered: Remembered,
    *,
    short: bool = False,
    operator: Operator | None = None,
) -> Turn:
    """The turn for a button. Raises KeyError if it leads to something that is no longer there."""
    library = assistant.library
    if button.action == "card":
        return _offering(assistant.show(button.value, remembered, short=short))
    if button.action == "not_now":
        return _offering(assistant.not_now(button.value, remembered, short=short))
    if button.action == "more":
        turn = Turn("answer", assistant.more(button.value), answers=(button.value,), confidence=1.0)
        context = replace(remembered.context, cards=(button.value,))
        return _offering(replace(turn, reason="more", remembered=replace(remembered, context=context)))
    if button.action == "none_of_these":
        text, fallbacks = assistant.not_understood(remembered)
        topics = Button(library.wording["button_topics"], "page", "topics")
        reply = Reply((Block("line", text),), (topics,))
        after = Remembered(Context(names=remembered.context.names), remembered.flags, fallbacks=fallbacks)
        return _offering(Turn("fallback", reply, reason="none_of_these", remembered=after))
    screen = (
        topic_page(library, button.value)
        if button.action == "topic"
        else page(library, button.value, operator)
    )
    return screen_turn(screen, remembered)


def screen_turn(screen: Reply, remembered: Remembered) -> Turn:
    """A fixed screen as a turn: the cards on its buttons are what it suggests."""
    suggested = tuple(button.value for button in screen.buttons if button.action == "card")
    return _offering(Turn("clarify", screen, suggestions=suggested, reason="menu", remembered=remembered))


def _offering(turn: Turn) -> Turn:
    return replace(turn, remembered=replace(turn.remembered, offered=turn.reply.buttons))
