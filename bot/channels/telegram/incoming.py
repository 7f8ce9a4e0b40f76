"""A Telegram message as the bot reads it: whose words, which command, which kind of thing."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Bot, Message, Update
from telegram.ext import filters

Kind = Literal["text", "voice", "photo", "document", "sticker", "other_media", "service"]
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?=\s|$)")
_VOICE = ("voice", "audio", "video_note")
_OTHER = ("video", "animation")
_MESSAGES = ("message", "edited_message")
_LEAST = {
    "callback_query": ("id", "from", "chat_instance", "data"),
    "inline_query": ("id", "from", "query", "offset"),
}
"""What is enough to answer an update of which the library cannot read the rest."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, read. `quoted` is what it replies to or quotes, where a person wrote that."""

    text: str
    quoted: str
    kind: Kind
    command: str = ""
    """The command without slash and name, lower case, if the message is one."""
    at: str = ""
    """The bot that the command names, lower case, if it names one."""
    argument: str = ""
    """What follows the command."""


def parsed(update: Mapping[str, Any], bot: Bot) -> Update:
    """Telegram's JSON object as an update. Raises if it says not even which chat or person waits.

    Telegram adds fields and kinds before the library knows them; a person who sent one still waits for an answer.
    So of what the library cannot read, each field that it can read is kept.
    """
    try:
        return Update.de_json(dict(update), bot)
    except Exception:
        kind = next((kind for kind in (*_MESSAGES, *_LEAST) if isinstance(update.get(kind), Mapping)), None)
        if kind is None:
            raise
    body = update[kind]
    kept = _least(body) if kind in _MESSAGES else {name: body[name] for name in _LEAST[kind] if name in body}
    found = Update.de_json({"update_id": update["update_id"], kind: kept}, bot)
    for name, value in body.items():
        with contextlib.suppress(Exception):
            found = Update.de_json({"update_id": update["update_id"], kind: {**kept, name: value}}, bot)
            kept[name] = value
    return found


def read(message: Message, bot_id: int) -> Incoming:
    """What a message says."""
    text = message.text or message.caption or ""
    found = _COMMAND.match(text)
    return Incoming(
        text=text,
        quoted=_quoted(message, bot_id),
        kind=_kind(message),
        command=found[1].lower() if found else "",
        at=(found[2] or "").lower() if found else "",
        argument=text[found.end() :].strip() if found else "",
    )


def author(message: Message) -> int:
    """Who wrote a message: the person, or the chat in whose name they wrote (anonymous admins, channels)."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user is not None else 0


def replied_to(message: Message) -> Message | None:
    """The message that this one replies to; the first message of a forum topic is not one."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return replied


def without_mention(text: str, username: str) -> str:
    """The text without the bot's @name."""
    return " ".join(re.sub(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE).split(" ")).strip()


def mentions(message: Message, username: str) -> bool:
    """Whether the message names the bot with its @name."""
    entities = {**message.parse_entities(["mention"]), **message.parse_caption_entities(["mention"])}
    return any(name[1:].lower() == username.lower() for name in entities.values())


def _least(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message with no more than where it was written, and by whom if that is said. Raises if there is no chat."""
    chat = message["chat"]
    if not isinstance(chat["id"], int) or not isinstance(chat["type"], str):
        raise TypeError("no chat to answer in")
    least: dict[str, Any] = {"message_id": 0, "date": int(time.time())}
    least["chat"] = {"id": chat["id"], "type": chat["type"]}
    for name in ("from", "via_bot"):
        who = message.get(name)
        if isinstance(who, Mapping) and isinstance(who.get("id"), int):
            is_bot = bool(who.get("is_bot", name == "via_bot"))
            least[name] = {"id": who["id"], "is_bot": is_bot, "first_name": ""}
    return least


def _quoted(message: Message, bot_id: int) -> str:
    replied = replied_to(message)
    by_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    if by_bot:
        return ""  # the bot's own words say nothing about the person
    if message.quote is not None and message.quote.text:
        return message.quote.text
    return (replied.text or replied.caption or "") if replied is not None else ""


def _kind(message: Message) -> Kind:
    if message.photo:
        return "photo"
    if any(getattr(message, name, None) for name in _VOICE):
        return "voice"
    if message.sticker:
        return "sticker"
    if any(getattr(message, name, None) for name in _OTHER):
        return "other_media"  # before files: an animation has a document beside it
    if message.document:
        return "document"
    if message.text is not None or message.caption is not None:
        return "text"
    # Whatever is left was sent by a person, perhaps of a kind that came after the library, unless it is known.
    service = filters.StatusUpdate.ALL.check_update(Update(0, message=message))
    return "service" if service or not message.from_user else "other_media"
