"""The content's own examples, asked as a person would, through everything but sending."""

from __future__ import annotations

from bot.core.library import Library
from bot.core.model import Card
from bot.dialogue.assistant import Assistant

CARDS = 10
"""Cards asked at each check: spread over the content, the same each time."""


def failures(assistant: Assistant, *, every_example: bool = False) -> tuple[str, ...]:
    """What is not as the content says it must be; empty if all is well.

    Each red flag's first example (or all of them) must raise it, and some cards' first phrasing must bring a reply
    that is not the apology for an error.
    """
    library = assistant.library
    wrong = []
    for flag in library.red_flags.flags:
        for example in flag.examples if every_example else flag.examples[:1]:
            notice = assistant.danger(example)
            if notice is None:
                wrong.append(f"the danger example {example!r} no longer raises {flag.id}")
    for card in _some_cards(library):
        turn = assistant.ask(card.utterances[0])
        if turn.reason == "error" or not turn.reply.blocks:
            wrong.append(f"{card.id} cannot be shown")
    return tuple(wrong)


def _some_cards(library: Library) -> list[Card]:
    cards = list(library.cards.values())
    return cards[:: max(1, len(cards) // CARDS)][:CARDS]
