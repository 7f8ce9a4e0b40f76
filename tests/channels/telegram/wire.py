"""People on one side, a local Bot API server on the other, the Telegram channel between them."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

from bot.channels.telegram.application import TelegramChannel
from bot.core.model import Decision
from bot.delivery import Outcome
from bot.dialogue.assistant import Assistant
from tests.support.bot_api import BotApi, Call
from tests.support.fakes import SaidEngine

Json = dict[str, Any]
BOT = {"id": 123456, "is_bot": True, "first_name": "Lupus bot", "username": "lupus_test_bot"}
ANN: Json = {"id": 7, "is_bot": False, "first_name": "Ann"}
BOB: Json = {"id": 8, "is_bot": False, "first_name": "Bob"}
ADMIN: Json = {"id": 9, "is_bot": False, "first_name": "Ada"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP: Json = {"id": -1001234567890, "type": "supergroup", "title": "A group"}
BASIC: Json = {"id": -500, "type": "group", "title": "A basic group"}
FORUM: Json = {**GROUP, "id": -1009, "is_forum": True}
CHEST_PAIN = "my chest hurts and i cant breathe"
ROSES = "when do roses flower"
UNSURE = Decision("fallback", suggestions=("garden.roses", "garden.tulips"), reason="weak")
_SHOWING = ("sendMessage", "editMessageText")


class Wire:
    """What people do, and what the server saw of the bot."""

    def __init__(self, api: BotApi, channel: TelegramChannel) -> None:
        self.api = api
        self.channel = channel
        self.shared = channel.shared
        self.admins = {ADMIN["id"]}
        api.answers["getChatMember"] = self._member
        self._numbers = itertools.count(1001)
        self._messages: dict[tuple[int, int], Json] = {}

    def will_decide(self, decision: Decision) -> None:
        """From now on questions are understood so: the tiny content is too sure for anything but answers."""
        assistant = self.shared.assistant
        current: Any = self.shared.current
        current.assistant = Assistant(assistant.library, SaidEngine(decision), assistant._danger.watch)

    async def say(self, text: str | None, chat: Json = PRIVATE, who: Any = ANN, **extra: Any) -> Outcome:
        """A person writes or sends something; `said` is the message afterwards."""
        number = next(self._numbers)
        body = {"message_id": number, "date": int(time.time()), "chat": chat, "from": who, **extra}
        if text is not None:
            body["text"] = text
        if text and text.startswith("/"):
            length = len(text.split()[0])
            body.setdefault("entities", [{"type": "bot_command", "offset": 0, "length": length}])
        self.said = self._messages[chat["id"], number] = body
        return await self.update("message", body)

    async def edit(self, message: Json, text: str) -> Outcome:
        """A person changes what they wrote."""
        return await self.update("edited_message", {**message, "text": text, "edit_date": int(time.time())})

    async def tap(self, label: str, who: Json = ANN, message: Json | None = None) -> Outcome:
        """A person presses the button with this label."""
        shown = message or self.shown()
        return await self.press(dict(_buttons(shown))[label], shown, who)

    async def press(self, data: str, message: Json, who: Json = ANN) -> Outcome:
        """A press with any data, forged ones too."""
        query = {"id": str(next(self._numbers)), "from": who, "chat_instance": "1", "data": data}
        return await self.update("callback_query", {**query, "message": message})

    async def update(self, kind: str, body: Any) -> Outcome:
        """Any update."""
        return (await self.channel.process({"update_id": next(self._numbers), kind: body})).outcome

    async def asks_inline(self, text: str) -> Json:
        """A person types @bot and a text; gives how that was answered."""
        await self.update("inline_query", {"id": "1", "from": ANN, "query": text, "offset": ""})
        answer = dict(self.calls("answerInlineQuery")[-1].params)
        for name in ("results", "button"):
            answer[name] = _json(answer.get(name))
        return answer

    def calls(self, *methods: str) -> list[Call]:
        """The calls of these methods that were carried out."""
        return [call for call in self.api.calls if call.method in methods and call.status == 200]

    @property
    def last(self) -> Json:
        """The parameters of the latest message that was sent or edited."""
        return self.calls(*_SHOWING)[-1].params

    @property
    def text(self) -> str:
        """Its text."""
        return str(self.last["text"])

    @property
    def texts(self) -> list[str]:
        """All that was sent."""
        return [str(params["text"]) for params in self.api.sent()]

    @property
    def pressed(self) -> str:
        """What the latest press was told."""
        return str(self.calls("answerCallbackQuery")[-1].params.get("text", ""))

    def shown(self) -> Json:
        """The latest message of the bot, as Telegram hands it back with a press."""
        call = self.calls(*_SHOWING)[-1]
        chat = int(call.params["chat_id"])
        said = [message for (where, _), message in self._messages.items() if where == chat]
        shown = {"date": int(time.time()), "from": BOT, "chat": said[-1]["chat"], "text": call.params["text"]}
        shown["message_id"] = int(call.params.get("message_id") or call.result["message_id"])
        if call.params.get("reply_markup"):
            shown["reply_markup"] = _json(call.params["reply_markup"])
        before = self._messages.get((chat, self.replied_to(call) or 0))
        old = self._messages.get((chat, shown["message_id"]), {})
        if before or "reply_to_message" in old:
            shown["reply_to_message"] = before or old["reply_to_message"]
        self._messages[chat, shown["message_id"]] = shown
        return shown

    def replied_to(self, call: Call | None = None) -> int | None:
        """Which message the latest one (or a call's) replies to."""
        params = (call or self.calls(*_SHOWING)[-1]).params
        reply = _json(params.get("reply_parameters"))
        return int(reply["message_id"]) if reply else None

    def labels(self) -> list[str]:
        """The buttons under the latest message."""
        return [label for label, _ in self.buttons()]

    def buttons(self) -> list[tuple[str, str]]:
        """The same with what is behind each: data, an address, or the text to copy."""
        return _buttons({"reply_markup": _json(self.last.get("reply_markup"))})

    def _member(self, params: Json) -> Json:
        person = int(params["user_id"])
        status = "administrator" if person in self.admins else "member"
        member: Json = {"status": status, "user": {"id": person, "is_bot": False, "first_name": "X"}}
        if status == "administrator":
            rights = (
                "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
                "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
                "can_edit_stories can_delete_stories"
            )
            member |= dict.fromkeys(rights.split(), True)
        return member


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value


def _buttons(message: Json) -> list[tuple[str, str]]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [
        (key["text"], key.get("callback_data") or key.get("url") or key["copy_text"]["text"])
        for row in rows
        for key in row
    ]
