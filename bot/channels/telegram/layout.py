"""Which buttons stand under which turn in a private chat."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.keyboards import code, markup, rows, tap
from bot.core.library import Library
from bot.dialogue.reply import Button, Turn

_SCREENS = ("menu", "short_on", "short_off")


def keyboard(
    library: Library, turn: Turn, *, short: bool = False, menu: bool = False
) -> InlineKeyboardMarkup | None:
    """The keyboard under a turn. `menu`: it is shown in the place of a menu, so it leads back there."""
    buttons = turn.reply.buttons
    if turn.decision == "escalate":
        return markup(rows(buttons))
    if turn.decision == "answer" and turn.answers:
        return markup(_under_answer(library, turn, short=short, menu=menu))
    lines = rows(buttons)
    if turn.reason not in _SCREENS and not any(button.value == "topics" for button in buttons):
        lines += _home_row(library)
    return markup(lines)


def _under_answer(
    library: Library, turn: Turn, *, short: bool, menu: bool
) -> list[list[InlineKeyboardButton]]:
    wording = library.wording
    card = library.cards[turn.answers[0]]
    more, others = _more_first(turn)
    source = tap(wording["button_source"], "src", code(card.id)) if card.sources else None
    first = [*([more] if more else []), *([source] if source else [])]
    topics = rows([Button(wording["button_topics"], "page", "topics")])[0]
    if short:
        return [[*first, *topics]]
    lines = [first, *rows(others)]
    if card.topic != "chat":
        lines.append(
            [
                tap(wording["button_helpful"], "yes", code(card.id)),
                tap(wording["button_not_helpful"], "no", code(card.id)),
            ]
        )
        lines.append([tap(wording["button_add_question"], "add", code(card.id))])
    back = (
        rows([Button(wording["button_back"], "topic", card.topic)])[0]
        if menu and card.topic != "chat"
        else []
    )
    return [*lines, back, *_home_row(library)]


def _more_first(turn: Turn) -> tuple[InlineKeyboardButton | None, list[Button]]:
    more = [button for button in turn.reply.buttons if button.action == "more"]
    others = [button for button in turn.reply.buttons if button.action != "more"]
    if not more:
        return None, others
    button = more[0]
    if len(turn.answers) > 1:  # the message holds a second answer, which an edit would take away
        return tap(button.label, "mn", code(button.value)), others
    return rows([button])[0][0], others


def _home_row(library: Library) -> list[list[InlineKeyboardButton]]:
    wording = library.wording
    return rows(
        [Button(wording["button_topics"], "page", "topics"), Button(wording["button_home"], "page", "start")]
    )


def without_feedback(
    shown: InlineKeyboardMarkup | None, *, adding: bool = False
) -> InlineKeyboardMarkup | None:
    """The same keyboard without Helpful and Not helpful (or without Add to my questions)."""
    if shown is None:
        return None
    gone = ("v1:add:",) if adding else ("v1:yes:", "v1:no:")
    lines = [
        [key for key in line if not str(key.callback_data or "").startswith(gone)]
        for line in shown.inline_keyboard
    ]
    return markup(lines)
