"""What the bot cannot read gets one kind line, and a picture also says who can look at it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery import Outcome
from tests.channels.telegram.wire import CHEST_PAIN, ROSES, Wire

FILE: dict[str, Any] = {"file_id": "a", "file_unique_id": "b"}
PHOTO = [{**FILE, "width": 1, "height": 1}]
STICKER = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
POLL = {
    "id": "1",
    "question": "q",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ({"voice": {**FILE, "duration": 1}}, "cannot listen"),
        ({"video_note": {**FILE, "duration": 1, "length": 1}}, "cannot listen"),
        ({"photo": PHOTO}, "A GP, a pharmacist or NHS 111 can look"),
        ({"sticker": STICKER}, "only read words"),
        ({"document": FILE}, "cannot open files"),
        ({"contact": {"phone_number": "1", "first_name": "X"}}, "only read words"),
        ({"location": {"longitude": 1, "latitude": 1}}, "only read words"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "only read words"),
        ({"poll": POLL}, "only read words"),
        ({"poll": {"of": "a later kind"}}, "only read words"),
        ({"kind_of_next_year": {"of": "a later kind"}}, "only read words"),
    ],
)
async def test_what_cannot_be_read_gets_one_kind_line(wire: Wire, media: dict[str, Any], words: str) -> None:
    assert await wire.say(None, **media) is Outcome.ANSWERED
    assert len(wire.texts) == 1
    assert words in wire.text


async def test_the_words_under_a_picture_are_answered_and_the_picture_is_not_looked_at(wire: Wire) -> None:
    await wire.say(None, photo=PHOTO, caption=ROSES)
    assert wire.text.startswith("I cannot look at the picture")
    assert "Roses flower in June" in wire.text


async def test_danger_under_a_picture_comes_alone(wire: Wire) -> None:
    await wire.say(None, photo=PHOTO, caption=CHEST_PAIN)
    assert wire.text.startswith("<b>Call 999 now")


async def test_an_album_gets_one_line(wire: Wire) -> None:
    for _ in range(3):
        await wire.say(None, photo=PHOTO, media_group_id="1")
    assert len(wire.texts) == 1


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "x"}},
        {"connected_website": "example.org"},
    ],
)
async def test_service_messages_are_not_answered(wire: Wire, service: dict[str, Any]) -> None:
    assert await wire.say(None, **service) is Outcome.SILENT
