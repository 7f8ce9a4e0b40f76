"""The list for the next appointment lives in a message of the user's own chat, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from tests.channels.telegram.wire import ROSES, Json, Wire

TULIPS = "when do i plant tulips"


async def test_the_list_begins_with_a_button_under_an_answer_and_grows_in_place(wire: Wire) -> None:
    await wire.say(ROSES)
    await wire.tap("Add to my questions")
    first = wire.shown()["message_id"]
    await wire.say(TULIPS)
    await wire.tap("Add to my questions")
    assert wire.shown()["message_id"] == first
    assert "1. When do roses flower?\n2. When do I plant tulips?" in wire.text
    assert "1. When do roses flower?\n2. When do I plant tulips?" in [behind for _, behind in wire.buttons()]


async def test_a_question_is_on_the_list_once(wire: Wire) -> None:
    await wire.say(ROSES)
    shown = wire.shown()
    await wire.tap("Add to my questions", message=shown)
    await wire.tap("Add to my questions", message=shown)
    assert wire.pressed == "That is on your list already."


async def test_questions_can_be_taken_off_one_by_one_or_all(wire: Wire) -> None:
    await _two(wire)
    await wire.tap("Remove 1")
    assert "1. When do I plant tulips?" in wire.text
    await wire.tap("Empty the list")
    assert "is empty" in wire.text


async def test_questions_shows_the_list_again_and_takes_the_old_copy_away(wire: Wire) -> None:
    await wire.say("/questions")
    assert "is empty" in wire.text
    await _two(wire)
    old = wire.shown()["message_id"]
    await wire.say("/questions")
    assert "2. When do I plant tulips?" in wire.text
    assert [int(call.params["message_id"]) for call in wire.calls("deleteMessage")] == [old]


async def test_after_a_restart_the_list_is_read_from_the_chat(wire: Wire, tmp_path: Path) -> None:
    await _two(wire)
    pinned = wire.shown()
    assert int(wire.calls("pinChatMessage")[-1].params["message_id"]) == pinned["message_id"]
    wire.shared.lists.drop(7)  # as after a restart
    chat: Json = {"id": 7, "type": "private", "accent_color_id": 0, "max_reaction_count": 1}
    wire.api.answers["getChat"] = {
        **chat,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
        "pinned_message": pinned,
    }
    await wire.say("/questions")
    assert "2. When do I plant tulips?" in wire.text
    assert "tulips" not in (tmp_path / "bot.db").read_bytes().decode("latin-1")


async def test_a_list_too_long_for_one_copy_is_copied_in_numbered_parts(wire: Wire) -> None:
    from bot.channels.telegram.appointments import pieces

    titles = "\n".join(f"{number}. {'word ' * 12}?" for number in range(1, 9))
    parts = pieces(titles)
    assert "\n".join(parts) == titles
    assert all(len(part) <= 256 for part in parts)


async def _two(wire: Wire) -> None:
    for question in (ROSES, TULIPS):
        await wire.say(question)
        await wire.tap("Add to my questions")
    # The latest call took a button away from the answer; the list is what was edited before.
    assert "My questions" in wire.text


_GIFTS = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split()
