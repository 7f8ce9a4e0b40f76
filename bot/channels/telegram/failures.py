"""What a failed call to Telegram means for the update that it was to answer."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.delivery import Outcome, Result

AGAIN_SECONDS = 3.0
"""How long to wait after the network failed."""
_NOBODY = (
    "chat not found",
    "user not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "thread not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "chat_admin_required",
    "bot was kicked",
    "user is deactivated",
)


def result_of(error: BaseException) -> Result:
    """The outcome of an update whose answer failed with this error."""
    later = getattr(error, "retry_after", None)
    if isinstance(error, RetryAfter) or (later is not None and not isinstance(error, TelegramError)):
        return Result(Outcome.LATER, _seconds(later))
    if isinstance(error, ChatMigrated):
        return Result(Outcome.LATER, 0.0)
    if isinstance(error, Forbidden) or nobody_there(error):
        return Result(Outcome.GONE)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return Result(Outcome.LATER, AGAIN_SECONDS)
    return Result(Outcome.FAILED)


def nobody_there(error: BaseException) -> bool:
    """Whether the chat cannot be written to, so that no retry helps."""
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in _NOBODY)


def unchanged(error: BadRequest) -> bool:
    """Whether an edit was refused only because nothing would change."""
    return "not modified" in str(error).lower()


def _seconds(value: object) -> float:
    if hasattr(value, "total_seconds"):
        return float(value.total_seconds())
    return float(value) if isinstance(value, int | float) else AGAIN_SECONDS
