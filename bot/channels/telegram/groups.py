"""Groups: silent unless asked, short where asked, in full where there is danger."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.channels.telegram import group_panel
from bot.channels.telegram.group_answers import Asked, reply_in_group
from bot.channels.telegram.group_settings import GroupSettings, keep, load
from bot.channels.telegram.incoming import Incoming, author, mentions, read, replied_to, without_mention
from bot.channels.telegram.keyboards import button_of, link, markup
from bot.channels.telegram.links import private_link
from bot.channels.telegram.outbox import Place, place_of
from bot.channels.telegram.presses import out_of_date, pressed_on
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue import conversation
from bot.dialogue.composing import notice_block
from bot.dialogue.reply import Block, Reply
from bot.store import StoreError

WATCH_SECONDS = 3600.0
LEFT_SECONDS = 7 * 24 * 3600.0
_PAGES = ("help", "about", "privacy", "sources", "start", "topics")


async def message(shared: Shared, update: Update) -> None:
    """Answer a group message that is addressed to the bot; watch the others only where admins asked for it."""
    edited = update.edited_message is not None
    said = update.edited_message if edited else update.message
    if said is None:
        return
    if said.migrate_to_chat_id:
        await moved(shared, said.chat_id, said.migrate_to_chat_id)
        return
    if _not_a_person(said):
        return
    incoming = read(said, shared.bot_id)
    settings = await load(shared.store, said.chat_id)
    if edited and shared.answered.get((said.chat_id, said.message_id)) is None and not incoming.command:
        return
    if incoming.command:
        if incoming.at and incoming.at != shared.username.lower():
            return
        await _command(shared, said, incoming, settings)
        return
    target = replied_to(said)
    to_bot = target is not None and target.from_user is not None and target.from_user.id == shared.bot_id
    if mentions(said, shared.username) or to_bot:
        text = without_mention(incoming.text, shared.username)
        if text or incoming.quoted:
            await _ask(shared, said, incoming, text, settings)
        elif not incoming.text and to_bot:
            return
        else:
            await _line(shared, said, "group_how")
        return
    if settings.watch:
        await _watch(shared, said, incoming)


async def _command(shared: Shared, said: Message, incoming: Incoming, settings: GroupSettings) -> None:
    name = incoming.command
    if name == "ask":
        if incoming.argument or incoming.quoted:
            await _ask(shared, said, incoming, incoming.argument, settings)
        else:
            await _line(shared, said, "group_how")
    elif name in group_panel.COMMANDS:
        await group_panel.command(shared, said, name, settings)
    elif settings.mute:
        return
    elif name in _PAGES:
        key = "privacy" if name == "privacy" else "group_how"
        await _line(shared, said, key, start="" if name == "start" else name)
    elif incoming.at:
        await _line(shared, said, "group_how")


async def _line(shared: Shared, said: Message, key: str, *, start: str = "topics") -> None:
    if shared.allowed(author(said), said, question=False) == "silent":
        return
    label = shared.word("button_ask_private")
    keys = markup([[link(label, private_link(shared.username, start))]])
    await shared.outbox.send(place_of(said), pages(Reply((Block("line", shared.word(key)),))), keys)


async def _ask(shared: Shared, said: Message, incoming: Incoming, text: str, settings: GroupSettings) -> None:
    person = author(said)
    target = replied_to(said)
    about = target if target is not None and not text and incoming.quoted else None
    key = (said.chat_id, person)
    remembered = shared.memory.recall(key, shared.clock())
    danger = shared.assistant.danger(f"{text}\n{incoming.quoted}", remembered.context)
    verdict = shared.allowed(person, said, question=True)
    if danger is None and (verdict == "silent" or settings.mute):
        return
    if danger is None and verdict == "notice":
        await shared.outbox.send(place_of(said), pages(shared.assistant.line("limit").reply))
        return
    turn = conversation.answer(
        shared.assistant,
        text or incoming.quoted,
        remembered,
        quoted=incoming.quoted,
        now=shared.clock(),
        short=True,
    )
    if verdict != "ok" or settings.mute:
        notices = tuple(block for block in turn.reply.blocks if block.kind == "notice")
        turn = replace(turn, reply=Reply(notices, turn.reply.buttons if turn.decision == "escalate" else ()))
    shared.memory.keep(key, turn.remembered, shared.clock())
    asker = author(about) if about is not None else person
    place = place_of(said, reply_to=about.message_id if about is not None else None)
    await reply_in_group(shared, turn, Asked(place, asker, said, said.chat, settings, remembered))
    await shared.count_turn(turn)
    if settings.quiet and incoming.command:
        await shared.outbox.delete(said.chat_id, said.message_id)


async def _watch(shared: Shared, said: Message, incoming: Incoming) -> None:
    """Unaddressed words, read for danger only: nothing is kept but that this person had a reply this hour."""
    key = (said.chat_id, author(said))
    if not incoming.text or shared.watched.get(key):
        return
    notice = shared.assistant.danger(incoming.text)
    if notice is None:
        return
    shared.watched.put(key, True)
    block = notice_block(shared.library, notice, country=shared.assistant.country)
    reply = Reply((Block("line", shared.word("watch_intro")), block))
    try:
        await shared.outbox.send(place_of(said), pages(reply), urgent=True)
    except TelegramError:
        shared.watched.drop(key)
        raise


async def press(shared: Shared, update: Update) -> None:
    """Answer a press in a group: an admin's button for admins, an asker's for the asker."""
    query = update.callback_query
    if query is None:
        return
    pressed = pressed_on(query)
    if pressed is None:
        await out_of_date(shared, query)
        return
    shown, action, value = pressed
    try:
        if action in group_panel.ACTIONS:
            await group_panel.press(shared, query, shown, action, value)
            return
        asker = _asker(shared, shown)
        if asker is not None and asker != query.from_user.id:
            await shared.outbox.answer_press(query.id, shared.word("not_your_button"))
            return
        if asker is None:
            raise KeyError(action)
        await _pressed(shared, query, shown, action, value, asker)
    except KeyError:
        await out_of_date(shared, query)


async def _pressed(
    shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str, asker: int
) -> None:
    button = button_of(action, value, shared.codes)
    key = (shown.chat_id, asker)
    remembered = shared.memory.recall(key, shared.clock())
    turn = conversation.press(shared.assistant, button, remembered, short=True)
    settings = await load(shared.store, shown.chat_id)
    await shared.outbox.answer_press(query.id)
    shared.memory.keep(key, turn.remembered, shared.clock())
    place = place_of(shown)
    await reply_in_group(shared, turn, Asked(place, asker, None, shown.chat, settings, remembered))
    if turn.answers:
        await shared.count_turn(turn)


async def membership(shared: Shared, update: Update) -> None:
    """Greet once when added; arrange for the settings to go when removed."""
    change = update.my_chat_member
    if change is None or change.chat.type not in ("group", "supergroup"):
        return
    chat = change.chat.id
    before, after = change.old_chat_member.status, change.new_chat_member.status
    try:
        settings = await load(shared.store, chat)
        if after in ("left", "kicked"):
            await keep(shared.store, chat, replace(settings, greeted=False))
            await shared.store.leave_group(chat, LEFT_SECONDS)
            return
        if before not in ("left", "kicked") or settings.greeted:
            return
        await keep(shared.store, chat, replace(settings, greeted=True))
    except StoreError:
        if after in ("left", "kicked"):
            return
    await shared.outbox.send(Place(chat), pages(Reply((Block("line", shared.word("group_hello")),))))


async def moved(shared: Shared, old: int, new: int) -> None:
    """A group has become a supergroup: its settings go with it."""
    try:
        await shared.store.move_group(old, new)
    except StoreError:
        return


def _not_a_person(said: Message) -> bool:
    if said.is_automatic_forward or said.via_bot is not None:
        return True
    return said.sender_chat is None and (said.from_user is None or said.from_user.is_bot)


def _asker(shared: Shared, shown: Message) -> int | None:
    """Whose buttons these are: known in memory, else the author of the message that was replied to."""
    known = shared.askers.get((shown.chat_id, shown.message_id))
    if known is not None:
        return known
    target = replied_to(shown)
    return author(target) if target is not None else None
