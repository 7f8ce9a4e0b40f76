"""What Telegram says of a message that was sent, without the question that it repeats there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import BaseRateLimiter

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Receipts(BaseRateLimiter[Any]):
    """Lets calls go through another limiter, and takes the question off what comes back.

    Nobody needs it, reading it takes time, and a question that the library cannot read would make an answer that
    was sent look as if it had failed: it would be sent again.
    """

    def __init__(self, limiter: BaseRateLimiter[Any]) -> None:
        self._limiter = limiter

    async def initialize(self) -> None:
        """Prepare the other one."""
        await self._limiter.initialize()

    async def shutdown(self) -> None:
        """Clean up the other one."""
        await self._limiter.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Answer:
        """Make a call when its turn has come. Raises what the other one raises."""
        answer: Answer = await self._limiter.process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
        if isinstance(answer, dict):
            answer.pop("reply_to_message", None)
        return answer
