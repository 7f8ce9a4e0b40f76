"""Everything that is sent to Telegram goes through here: one place for format, migration and bookkeeping."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.failures import unchanged

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = logging.getLogger(__name__)


@dataclass
class Progress:
    """What has happened so far for the update in hand."""

    update_id: int = 0
    sent: bool = False
    error: BaseException | None = None


progress: ContextVar[Progress] = ContextVar("progress")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: the chat, the forum topic if it has one, and what it replies to."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None
    strict: bool = False
    """Whether it is pointless if what it replies to is gone."""


def place_of(message: Message, *, reply_to: int | None = None) -> Place:
    """Where the answer to a message goes: as a reply to it, or to the message given.

    The General topic has no number that may be sent back; only `is_topic_message` tells it from the others.
    """
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, thread, reply_to or message.message_id)


class Outbox:
    """Sends, edits and deletes through one bot. `migrated` is told when a group has become a supergroup."""

    def __init__(self, bot: ExtBot[Any], migrated: Callable[[int, int], Awaitable[None]]) -> None:
        self.bot = bot
        self._migrated = migrated

    async def send(
        self,
        place: Place,
        parts: Sequence[str],
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        urgent: bool = False,
        only_for: int | None = None,
    ) -> Message:
        """Send HTML, the keyboard under its last part. `only_for`: the one person who is to see it.

        Raises what Telegram answers; gives the last message.
        """
        try:
            return await self._send(place, parts, keyboard, urgent, only_for)
        except ChatMigrated as moved:
            await self._migrated(place.chat, moved.new_chat_id)
            return await self._send(
                replace(place, chat=moved.new_chat_id, thread=None, reply_to=None),
                parts,
                keyboard,
                urgent,
                only_for,
            )

    async def _send(
        self,
        place: Place,
        parts: Sequence[str],
        keyboard: InlineKeyboardMarkup | None,
        urgent: bool,
        only_for: int | None,
    ) -> Message:
        for number, part in enumerate(parts, 1):
            reply = place.reply_to if number == 1 else None
            message = await self.bot.send_message(
                place.chat,
                part,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                message_thread_id=place.thread,
                reply_parameters=ReplyParameters(reply, allow_sending_without_reply=not place.strict or None)
                if reply
                else None,
                reply_markup=keyboard if number == len(parts) else None,
                api_kwargs={"ephemeral_message_parameters": {"receiver_user_id": only_for}}
                if only_for is not None
                else None,
                rate_limit_args=1 if urgent and self.bot.rate_limiter else None,
            )
        mark_answered()
        return message

    async def edit(
        self, chat: int, message_id: int, parts: Sequence[str], keyboard: InlineKeyboardMarkup | None = None
    ) -> Message | None:
        """Replace a message; what does not fit is sent after it. None: it cannot be edited any more."""
        last: Message | None = None
        try:
            result = await self.bot.edit_message_text(
                parts[0],
                chat,
                message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard if len(parts) == 1 else None,
            )
            last = result if isinstance(result, Message) else None
        except BadRequest as error:
            if not unchanged(error):
                return None
        mark_answered()
        if len(parts) > 1:
            return await self.send(Place(chat), parts[1:], keyboard)
        return last

    async def keyboard(self, chat: int, message_id: int, keyboard: InlineKeyboardMarkup | None) -> None:
        """Replace only the buttons of a message, if that is still possible."""
        try:
            await self.bot.edit_message_reply_markup(chat, message_id, reply_markup=keyboard)
        except BadRequest as error:
            _log.debug("buttons stay: %s", type(error).__name__)

    async def delete(self, chat: int, message_id: int) -> bool:
        """Delete a message if that is allowed; whether it is gone."""
        try:
            return bool(await self.bot.delete_message(chat, message_id))
        except (BadRequest, Forbidden):
            return False

    async def answer_press(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Stop the clock on the button that was pressed. Too late is no failure."""
        mark_answered()
        try:
            await self.bot.answer_callback_query(query_id, text[:200] or None, show_alert=alert or None)
        except BadRequest as error:
            _log.debug("press not answered: %s", type(error).__name__)
        except TelegramError as error:
            # The answer itself matters more than the spinner on a button.
            _log.warning("press not answered: %s", type(error).__name__)


def mark_answered() -> None:
    """Note that the update in hand has been answered."""
    if (now := progress.get(None)) is not None:
        now.sent = True
