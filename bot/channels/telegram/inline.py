"""Inline mode: answers offered in any chat while somebody types @bot and a question."""

from __future__ import annotations

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.keyboards import code
from bot.channels.telegram.outbox import mark_answered
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import answer_blocks, short_answer
from bot.dialogue.pages import examples
from bot.dialogue.reply import Block, Reply

MOST_RESULTS = 6
CACHE_SECONDS = 60


async def query(shared: Shared, update: Update) -> None:
    """Answer an inline query: a notice first where there is danger, then the best cards."""
    asked = update.inline_query
    if asked is None:
        return
    library = shared.library
    results = []
    if asked.query.strip():
        turn = shared.assistant.ask(asked.query)
        found = dict.fromkeys((*turn.answers, *turn.suggestions))
        if turn.notice is not None:
            british = shared.assistant.country == "GB" or not turn.notice.elsewhere
            text = turn.notice.text if british else turn.notice.elsewhere
            results.append(_article("notice", turn.notice.title, text, Reply((Block("notice", text),))))
    else:
        found = dict.fromkeys(examples(library))
    for card_id in list(found)[:MOST_RESULTS]:
        card = library.cards[card_id]
        blocks = answer_blocks(library, (card,), today=shared.assistant.today(), understood=False)
        reply = Reply((Block("heading", card.title), *blocks))
        results.append(_article(code(card_id), card.title, short_answer(card), reply))
    button = InlineQueryResultsButton(shared.word("button_ask_private"), start_parameter="topics")
    mark_answered()
    try:
        await shared.outbox.bot.answer_inline_query(
            asked.id, results, cache_time=CACHE_SECONDS, button=None if results else button
        )
    except BadRequest:
        return  # too late: the person has typed on


def _article(name: str, title: str, line: str, reply: Reply) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        pages(reply)[0], parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(name, title, content, description=line.split("\n")[0][:120])
