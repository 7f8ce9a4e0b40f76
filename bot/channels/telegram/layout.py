"""Which buttons stand under which turn in a private chat, and which of them a typed number means."""

from __future__ import annotations

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.keyboards import code, markup, rows, tap
from bot.core.library import Library
from bot.dialogue.reply import Button, Turn

MENU = "menu"
"""The reason of a turn that is a screen of the menu, with its own way back."""


def keyboard(
    library: Library, turn: Turn, *, short: bool = False, menu: bool = False
) -> InlineKeyboardMarkup | None:
    """The keyboard under a turn. `menu`: it is shown in the place of a menu, so it leads back there."""
    if turn.decision == "answer" and turn.answers:
        return markup(_under_answer(library, turn, short=short, menu=menu))
    return markup(rows(_in_order(library, turn)))


def numbered(library: Library, turn: Turn, *, short: bool = False) -> Turn:
    """The turn, remembering its buttons in the order in which they are shown: a typed number counts them."""
    offered = _in_order(library, turn, short=short)
    return replace(turn, remembered=replace(turn.remembered, offered=tuple(offered)))


def without(shown: InlineKeyboardMarkup | None, *actions: str) -> InlineKeyboardMarkup | None:
    """The same keyboard without the buttons of these actions."""
    if shown is None:
        return None
    gone = tuple(f"v1:{action}:" for action in actions)
    lines = [
        [key for key in line if not str(key.callback_data or "").startswith(gone)]
        for line in shown.inline_keyboard
    ]
    return markup(lines)


def _in_order(library: Library, turn: Turn, *, short: bool = False) -> list[Button]:
    """The dialogue's buttons from the top; under an answer, those before the channel's own."""
    buttons = list(turn.reply.buttons)
    if turn.decision == "answer" and turn.answers:
        more = [button for button in buttons if button.action == "more"]
        rest = [button for button in buttons if button.action != "more"]
        return [*more, *(_home(library)[:1] if short else rest)]
    if turn.decision == "escalate" or turn.reason == MENU:
        return buttons
    home = _home(library)
    there = {(button.action, button.value) for button in home}
    return [*(button for button in buttons if (button.action, button.value) not in there), *home]


def _under_answer(
    library: Library, turn: Turn, *, short: bool, menu: bool
) -> list[list[InlineKeyboardButton]]:
    wording = library.wording
    card = library.cards[turn.answers[0]]
    lines = rows(_in_order(library, turn, short=short))
    if len(turn.answers) > 1 and turn.reply.buttons and turn.reply.buttons[0].action == "more":
        # The message holds a second answer, which an edit would take away.
        lines[0] = [tap(wording["button_more"], "mn", code(turn.reply.buttons[0].value))]
    source = [tap(wording["button_source"], "src", code(card.id))] if card.sources else []
    if short:
        return [[*(key for line in lines for key in line), *source]]
    asked = card.topic != "chat"
    if asked:
        source.append(tap(wording["button_add_question"], "add", code(card.id)))
    lines.append(source)
    if asked:
        helpful = tap(wording["button_helpful"], "yes", code(card.id))
        lines.append([helpful, tap(wording["button_not_helpful"], "no", code(card.id))])
    back = [Button(wording["button_back"], "topic", card.topic)] if menu and asked else []
    return [*lines, *rows(back), *rows(_home(library))]


def _home(library: Library) -> list[Button]:
    wording = library.wording
    return [
        Button(wording["button_topics"], "page", "topics"),
        Button(wording["button_home"], "page", "start"),
    ]
