"""The library's application with our handlers, and the one function that answers an update."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from telegram import Update
from telegram.error import ChatMigrated
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseRateLimiter,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.channels.telegram import group_presses, groups, inline, membership, migration, presses, private
from bot.channels.telegram.failures import result_of
from bot.channels.telegram.incoming import parsed
from bot.channels.telegram.outbox import Progress, progress
from bot.channels.telegram.receipts import Receipts
from bot.channels.telegram.shared import Shared
from bot.delivery import Outcome, Result
from bot.ops.logs import event
from bot.settings import Settings

CONNECTIONS = 64
POOL_SECONDS = 10.0
Handler = Callable[[Shared, Update], Awaitable[None]]
Context = CallbackContext[Any, Any, Any, Any]
App = Application[Any, Any, Any, Any, Any, Any]
_log = logging.getLogger(__name__)


def build_application(settings: Settings, limiter: BaseRateLimiter[Any] | None = None) -> App:
    """The application, not yet started: no updater, no job queue."""
    builder = (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{settings.telegram_base_url}/bot")
        .base_file_url(f"{settings.telegram_base_url}/file/bot")
        .updater(None)
        .job_queue(None)
        .connection_pool_size(CONNECTIONS)
        .pool_timeout(POOL_SECONDS)
    )
    if limiter is not None:
        builder = builder.rate_limiter(Receipts(limiter))
    return builder.build()


class TelegramChannel:
    """Answers updates: `process` is what polling and the webhook call."""

    def __init__(self, application: App, shared: Shared) -> None:
        self.application = application
        self.shared = shared
        add = application.add_handler
        private_chat = filters.ChatType.PRIVATE
        said = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        add(MessageHandler(said & private_chat, self._with(private.message)))
        add(MessageHandler(said & filters.ChatType.GROUPS, self._with(groups.message)))
        add(CallbackQueryHandler(self._with(_pressed)))
        add(InlineQueryHandler(self._with(inline.query)))
        add(ChatMemberHandler(self._with(membership.changed), ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_error_handler(_failed)

    @property
    def bot(self) -> ExtBot[Any]:
        """The bot that everything is sent through."""
        bot: ExtBot[Any] = self.application.bot
        return bot

    async def start(self) -> None:
        """Ask Telegram who we are. Raises what Telegram answers."""
        await self.application.initialize()
        me = await self.bot.get_me()
        self.shared.username = me.username or ""
        self.shared.bot_id = me.id

    async def process(self, update: Mapping[str, Any]) -> Result:
        """Answer one update, given as Telegram's JSON object. Never raises."""
        self.shared.update_came()
        done = await self._process(update)
        if isinstance(done.error, ChatMigrated):
            # A question to the old group is answered in the new one; its settings go along.
            done = await self._process(await migration.follow(self.shared, update, done.error.new_chat_id))
        if done.error is not None:
            return result_of(done.error)
        return Result(Outcome.ANSWERED if done.sent else Outcome.SILENT)

    def overtakes(self, update: Mapping[str, Any]) -> bool:
        """Whether an update raises a red flag in a group, so that it may go past what waits there. Never raises."""
        try:
            read = parsed(update, self.bot)
            return groups.in_danger(self.shared, read)
        except Exception as error:
            # It keeps its place: `process` says what is wrong with it.
            _log.debug("not looked at for danger: %s", type(error).__name__)
            return False

    async def _process(self, update: Mapping[str, Any]) -> Progress:
        try:
            read = parsed(update, self.bot)
        except Exception as error:
            event("update not understood", raised=error)
            return Progress()
        now = Progress(read.update_id)
        token = progress.set(now)
        try:
            await self.application.process_update(read)
        except Exception as error:
            # The error handler has all but failures of the library itself.
            now.error = error
        finally:
            progress.reset(token)
        return now

    def _with(self, handler: Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        async def handle(update: Update, context: Context) -> None:
            await handler(self.shared, update)

        return handle


async def _pressed(shared: Shared, update: Update) -> None:
    query = update.callback_query
    chat = query.message.chat if query is not None and query.message is not None else None
    if chat is not None and chat.type != "private":
        await group_presses.press(shared, update)
    else:
        await presses.press(shared, update)


async def _failed(update: object, context: Context) -> None:
    if (now := progress.get(None)) is not None:
        now.error = context.error
    event("update failed", raised=context.error)
