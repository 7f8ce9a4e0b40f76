"""Everything that is sent to Telegram goes through here: one place for format and bookkeeping."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.failures import unchanged
from bot.channels.telegram.recent import Recent

MOST_A_MINUTE = 15
"""Messages to one group in a minute, without danger notices; the pacing of `bot.delivery` sees to it."""
_DOUBLE_SECONDS = 3600.0
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
    """Sends, edits and deletes through one bot."""

    def __init__(self, bot: ExtBot[Any], clock: Callable[[], float] = time.monotonic) -> None:
        self.bot = bot
        self._clock = clock
        self._sent: Recent[int, deque[float]] = Recent(60.0, clock)
        self._edited: Recent[tuple[int, int], int] = Recent(_DOUBLE_SECONDS, clock)
        """What a message was changed to, as a hash: a second press in haste would change nothing."""

    async def send(
        self,
        place: Place,
        parts: Sequence[str],
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        urgent: bool = False,
        only_for: int | None = None,
        after_press: str = "",
    ) -> Message:
        """Send HTML, the keyboard under its last part. `only_for`: the one person who is to see it, and the press
        that it answers.

        Raises what Telegram answers; gives the last message.
        """
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
                api_kwargs=_for_one(only_for, after_press) if only_for is not None else None,
                rate_limit_args=1 if urgent and self.bot.rate_limiter else None,
            )
            self._note(place.chat)
        mark_answered()
        return message

    async def edit(
        self,
        chat: int,
        message_id: int,
        parts: Sequence[str],
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        urgent: bool = False,
    ) -> bool:
        """Replace a message; what does not fit is sent after it. False: it cannot be edited any more."""
        wanted = hash((tuple(parts), keyboard))
        if self._edited.get((chat, message_id)) == wanted:
            mark_answered()
            return True
        try:
            await self.bot.edit_message_text(
                parts[0],
                chat,
                message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard if len(parts) == 1 else None,
                rate_limit_args=1 if urgent and self.bot.rate_limiter else None,
            )
        except BadRequest as error:
            if not unchanged(error):
                return False
        self._edited.put((chat, message_id), wanted)
        mark_answered()
        if len(parts) > 1:
            await self.send(Place(chat), parts[1:], keyboard, urgent=urgent)
        return True

    async def keyboard(self, chat: int, message_id: int, keyboard: InlineKeyboardMarkup | None) -> None:
        """Replace only the buttons of a message, if that is possible now: they matter less than what was said."""
        try:
            await self.bot.edit_message_reply_markup(chat, message_id, reply_markup=keyboard)
            self._edited.drop((chat, message_id))
        except TelegramError as error:
            _log.debug("buttons stay: %s", type(error).__name__)

    async def delete(self, chat: int, message_id: int) -> None:
        """Delete a message, if that is allowed and possible now: what was said before does not depend on it."""
        try:
            await self.bot.delete_message(chat, message_id)
        except TelegramError as error:
            _log.debug("not deleted: %s", type(error).__name__)

    async def answer_press(self, query_id: str, text: str = "") -> None:
        """Stop the clock on the button that was pressed. Too late is no failure."""
        mark_answered()
        try:
            await self.bot.answer_callback_query(query_id, text[:200] or None)
        except TelegramError as error:
            # The answer itself matters more than the spinner on a button.
            _log.debug("press not answered: %s", type(error).__name__)

    def room(self, chat: int) -> int:
        """How many more messages this chat may get within the minute, as far as this process knows."""
        return max(0, MOST_A_MINUTE - len(self._lately(chat)))

    def _note(self, chat: int) -> None:
        lately = self._lately(chat)
        lately.append(self._clock())
        self._sent.put(chat, lately)

    def _lately(self, chat: int) -> deque[float]:
        sent = self._sent.get(chat) or deque()
        while sent and sent[0] <= self._clock() - 60.0:
            sent.popleft()
        return sent


def _for_one(person: int, press: str) -> dict[str, Any]:
    # Newer than the library, so it goes by the side door.
    wish: dict[str, Any] = {"receiver_user_id": person}
    if press:
        wish["callback_query_id"] = press
    return {"ephemeral_message_parameters": wish}


def mark_answered() -> None:
    """Note that the update in hand has been answered."""
    if (now := progress.get(None)) is not None:
        now.sent = True
