"""Answers that only the asker sees, where admins chose them; what follows where a server does not know them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.group_settings import GroupSettings, keep
from tests.channels.telegram.wire import (
    ANN,
    ANONYMOUS,
    BOB,
    CHEST_PAIN,
    GROUP,
    ROSES,
    UNSURE,
    Json,
    Wire,
)
from tests.support.bot_api import Fault

ASK = f"/ask {ROSES}"
LINK = "I have an answer to that. Tap below to read it in private."


@pytest.fixture(autouse=True)
async def _chosen(wire: Wire) -> None:
    await keep(wire.shared.store, GROUP["id"], GroupSettings("ephemeral"))


@pytest.fixture
def supported(wire: Wire) -> None:
    """A server of Bot API 10.2 or later."""

    def send(params: Json) -> Json:
        chat = {"id": int(params["chat_id"]), "type": "supergroup"}
        sent: Json = {"message_id": 77, "date": 1795000000, "chat": chat, "text": params["text"]}
        if "ephemeral_message_parameters" in params:
            sent |= {"message_id": 0, "ephemeral_message_id": 5}
        return sent

    wire.api.answers["sendMessage"] = send


def public(wire: Wire) -> list[str]:
    """What all members have seen, and was not taken back."""
    gone = {int(call.params["message_id"]) for call in wire.calls("deleteMessage")}
    sent = wire.calls("sendMessage")
    return [str(call.params["text"]) for call in sent if _number(call.result) not in {0, *gone}]


@pytest.mark.usefixtures("supported")
async def test_only_the_asker_sees_the_answer(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    assert "Roses flower in June" in wire.text
    assert '"receiver_user_id": 7' in str(wire.last["ephemeral_message_parameters"]).replace("'", '"')
    assert public(wire) == []


@pytest.mark.usefixtures("supported")
async def test_a_sensitive_card_is_answered_there_too(wire: Wire) -> None:
    await wire.say("/ask do slugs fall in love", GROUP)
    assert "Slugs do fall in love" in wire.text
    assert public(wire) == []


@pytest.mark.usefixtures("supported")
async def test_the_asker_sees_it_and_not_the_author_of_the_message_replied_to(wire: Wire) -> None:
    await wire.say(ROSES, GROUP, BOB)
    await wire.say("/ask", GROUP, ANN, reply_to_message=wire.said)
    assert '"receiver_user_id": 7' in str(wire.last["ephemeral_message_parameters"]).replace("'", '"')


@pytest.mark.usefixtures("supported")
async def test_the_same_card_again_is_answered_again(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    await wire.say(ASK, GROUP, BOB)
    assert "Roses flower in June" in wire.text


@pytest.mark.usefixtures("supported")
async def test_buttons_of_an_ephemeral_message_belong_to_whoever_sees_it(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    wire.will_decide(UNSURE)
    await wire.say("/ask the doodah", GROUP)
    shown = {**wire.shown(), "message_id": 0, "ephemeral_message_id": 5}
    await wire.tap("When do I plant tulips?", ANN, shown)
    assert "Plant tulips in November" in wire.text
    assert "callback_query_id" in str(wire.last["ephemeral_message_parameters"])
    assert public(wire) == []


@pytest.mark.usefixtures("supported")
async def test_groupcheck_says_that_it_works(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    await wire.say("/groupcheck", GROUP, ANONYMOUS, sender_chat=GROUP)
    assert "only the asker sees: supported" in wire.text


@pytest.mark.usefixtures("supported")
async def test_danger_is_shown_to_all(wire: Wire) -> None:
    await wire.say(f"/ask {CHEST_PAIN}", GROUP)
    assert len(public(wire)) == 1


async def test_a_server_that_shows_it_to_all_has_shown_no_more_than_the_private_link(wire: Wire) -> None:
    await wire.say(ASK, GROUP)
    assert wire.texts == [LINK]
    assert wire.buttons()[0][1].endswith("?start=garden-roses")
    assert wire.replied_to() == wire.said["message_id"]
    await wire.say("/ask do i plant tulips", GROUP)
    assert wire.texts == [LINK, LINK]
    assert "ephemeral_message_parameters" not in wire.last


async def test_a_server_that_refuses_it_gets_the_private_link(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", description="Bad Request: EPHEMERAL_NOT_ALLOWED"))
    await wire.say(ASK, GROUP)
    assert wire.texts == [LINK]
    assert "ephemeral_message_parameters" not in wire.last


async def test_where_the_link_is_refused_as_well_a_short_public_answer_is_left(wire: Wire) -> None:
    wire.api.faults.append(Fault("400", count=2, description="Bad Request: BUTTON_URL_INVALID"))
    await wire.say(ASK, GROUP)
    assert len(wire.texts) == 1
    assert "Roses flower in June" in wire.text
    assert "Cut them back" not in wire.text


async def test_a_server_that_stops_hiding_it_has_its_message_deleted(wire: Wire) -> None:
    wire.shared.ephemeral.put(GROUP["id"], True)
    await wire.say(ASK, GROUP)
    assert public(wire) == [LINK]


async def test_an_anonymous_admin_gets_the_private_link(wire: Wire) -> None:
    await wire.say(ASK, GROUP, ANONYMOUS, sender_chat=GROUP)
    assert wire.texts == [LINK]
    assert "ephemeral_message_parameters" not in wire.last


def _number(result: Any) -> int:
    return int(result["message_id"])
