"""Groups: silent unless asked, short where asked, in full where there is danger."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType

from bot.channels.telegram import group_panel, migration, watch
from bot.channels.telegram.addressing import FOR_ADMINS, PAGES, by_a_person, is_asked, replies_to_bot
from bot.channels.telegram.group_answers import Asked, for_group, reply_in_group
from bot.channels.telegram.group_settings import GroupSettings, load
from bot.channels.telegram.incoming import Incoming, author, read, replied_to, without_mention
from bot.channels.telegram.keyboards import link, markup
from bot.channels.telegram.links import private_link
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue import conversation
from bot.dialogue.reply import Block, Reply

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


async def message(shared: Shared, update: Update) -> None:
    """Answer a group message that is addressed to the bot; watch the others only where admins asked for it."""
    said = update.edited_message or update.message
    if said is None or await migration.told(shared, said) or not by_a_person(said):
        return
    incoming = read(said, shared.bot_id)
    settings = await load(shared.store, said.chat_id)
    if not is_asked(shared, said, incoming):
        if settings.watch and not incoming.command:
            await watch.read(shared, said, incoming)
        return
    if incoming.command:
        await _command(shared, said, incoming, settings)
    elif text := without_mention(incoming.text, shared.username) or incoming.quoted:
        await _ask(shared, said, incoming, text, settings)
    elif incoming.text or not replies_to_bot(shared, said):
        await _line(shared, said, "group_how", settings)


def in_danger(shared: Shared, update: Update) -> bool:
    """Whether a person's message in a group raises a red flag, told before it is answered."""
    said = update.edited_message or update.message
    if said is None or said.chat.type not in GROUPS or not by_a_person(said):
        return False
    incoming = read(said, shared.bot_id)
    text = incoming.argument if incoming.command else without_mention(incoming.text, shared.username)
    context = shared.recall(said, author(said)).context
    return shared.assistant.danger(f"{text}\n{incoming.quoted}", context) is not None


async def _command(shared: Shared, said: Message, incoming: Incoming, settings: GroupSettings) -> None:
    name, argument = incoming.command, incoming.argument
    if name == "ask" or (argument and shared.assistant.danger(argument) is not None):
        if text := argument or incoming.quoted:
            await _ask(shared, said, incoming, text, settings)
        else:
            await _line(shared, said, "group_how", settings)
        if settings.quiet:
            await shared.outbox.delete(said.chat_id, said.message_id)
    elif name in FOR_ADMINS:
        await group_panel.command(shared, said, name, settings)
    elif name == "start":
        if not shared.greeted.get(said.chat_id):  # a link that adds the bot to a group also sends /start
            await _line(shared, said, "group_how", settings, start="")
    else:
        key = "privacy" if name == "privacy" else "group_how"
        await _line(shared, said, key, settings, start=name if name in PAGES else "topics")


async def _line(
    shared: Shared, said: Message, key: str, settings: GroupSettings, *, start: str = "topics"
) -> None:
    if settings.mute:
        return
    if shared.allowed(author(said), said, question=False) == "silent":
        await shared.count_refused()
        return
    label = shared.word("button_ask_private")
    keys = markup([[link(label, private_link(shared.username, start))]])
    await shared.outbox.send(place_of(said), pages(Reply((Block("line", shared.word(key)),))), keys)


async def _ask(shared: Shared, said: Message, incoming: Incoming, text: str, settings: GroupSettings) -> None:
    person = author(said)
    target = replied_to(said)
    about = target if target is not None and text == incoming.quoted else None
    remembered = shared.recall(said, person)
    danger = shared.assistant.danger(f"{text}\n{incoming.quoted}", remembered.context)
    verdict = shared.allowed(person, said, question=True)
    if danger is None and settings.mute:
        return
    if danger is None and verdict != "ok":
        await shared.count_refused()
        if verdict == "notice":
            await shared.outbox.send(place_of(said), pages(shared.assistant.line("limit").reply))
        return
    turn = conversation.answer(
        shared.assistant, text, remembered, quoted=incoming.quoted, now=shared.clock(), short=True
    )
    turn = for_group(shared, turn, settings, only_notice=verdict != "ok")
    asked = Asked(
        place_of(said, reply_to=about.message_id if about is not None else None),
        said.chat,
        settings,
        owner=author(about) if about is not None else person,
        reader=person,
        before=remembered,
        said=said,
        # Only an edit changes an answer: a question that its own edit has overtaken must not take a notice away.
        instead_of=shared.answer_to(said) if said.edit_date else None,
    )
    await reply_in_group(shared, turn, asked)
    shared.memory.keep((said.chat_id, person), turn.remembered, shared.clock())
    await shared.count_turn(turn)
