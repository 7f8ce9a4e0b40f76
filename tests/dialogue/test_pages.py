"""Every question can be reached by tapping, and every screen has a way back."""

from __future__ import annotations

import pytest

from bot.core.library import Library
from bot.dialogue.pages import PAGES, PER_SCREEN, Operator, examples, page, topic_page
from bot.dialogue.reply import Button, Reply


def reachable(library: Library) -> tuple[set[str], list[Reply]]:
    """Cards and screens that taps lead to from the topics menu."""
    seen: set[tuple[str, str]] = set()
    cards: set[str] = set()
    screens: list[Reply] = []
    waiting = [Button("", "page", "topics")]
    while waiting:
        button = waiting.pop()
        if (button.action, button.value) in seen:
            continue
        seen.add((button.action, button.value))
        if button.action == "card":
            cards.add(button.value)
        else:
            screen = (page if button.action == "page" else topic_page)(library, button.value)
            screens.append(screen)
            waiting += screen.buttons
    return cards, screens


def test_every_card_but_small_talk_can_be_reached_by_tapping(library: Library) -> None:
    cards, _ = reachable(library)
    assert cards >= {card.id for card in library.cards.values() if card.topic != "chat"}


def test_every_menu_screen_has_back_or_home_and_fits_a_phone(library: Library) -> None:
    _, screens = reachable(library)
    for screen in screens:
        assert any(button.value in ("start", "topics") for button in screen.buttons)
        assert len(screen.buttons) <= PER_SCREEN + 3
        assert len({(button.action, button.value) for button in screen.buttons}) == len(screen.buttons)


@pytest.mark.parametrize(
    "value", ["nothing", "medicines/9", "medicines/0", "medicines/none", "medicines/x/y"]
)
def test_an_unknown_screen_is_a_key_error(library: Library, value: str) -> None:
    with pytest.raises(KeyError):
        topic_page(library, value)


def test_the_first_screen_has_four_to_six_examples(library: Library) -> None:
    assert 4 <= len(examples(library)) <= 6


def test_the_pages_say_that_nobody_has_approved_the_answers(library: Library) -> None:
    assert "Nobody has approved these answers yet" in page(library, "about").text()
    assert "approved" in page(library, "start").text()
    assert "Open Government Licence" in page(library, "sources").text()


def test_privacy_names_who_runs_the_bot(library: Library) -> None:
    text = page(library, "privacy", Operator("help@example.org", "https://example.org/privacy")).text()
    assert "help@example.org" in text
    assert "https://example.org/privacy" in text


def test_every_page_fits_one_message(library: Library) -> None:
    assert all(len(page(library, name).text()) < 4096 for name in PAGES)
