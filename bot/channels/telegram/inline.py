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
from bot.dialogue.composing import answer_blocks, notice_block, short_answer
from bot.dialogue.pages import examples
from bot.dialogue.reply import Block, Reply, Turn

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
        if turn.notice is not None:
            text = notice_block(library, turn.notice, country=shared.assistant.country).text
            results.append(_article("notice", turn.notice.title, text, Reply((Block("notice", text),))))
        found = _found(shared, turn)
    else:
        found = examples(library)
    for card_id in found[:MOST_RESULTS]:
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


def _found(shared: Shared, turn: Turn) -> tuple[str, ...]:
    """The cards that fit, best first, without greetings; a sure answer is followed by the next best."""
    near = tuple(match.card for match in turn.ranked[:3]) if turn.answers else ()
    cards = shared.library.cards
    fitting = dict.fromkeys((*turn.answers, *turn.suggestions, *near))
    return tuple(card_id for card_id in fitting if card_id in cards and cards[card_id].topic != "chat")


def _article(name: str, title: str, line: str, reply: Reply) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        pages(reply)[0], parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(name, title, content, description=line.split("\n")[0][:120])
