"""What only admins may do in a group: settings, the setup check, and forgetting the group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.channels.telegram import group_check
from bot.channels.telegram.group_settings import MODES, SWITCHES, GroupSettings, in_words, keep, load
from bot.channels.telegram.incoming import author
from bot.channels.telegram.keyboards import code, markup, tap
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import topic_title
from bot.dialogue.reply import Block, Reply
from bot.store import StoreError

ACTIONS = ("gm", "gs", "gt", "gp", "gx")
_ADMINS = ("creator", "administrator")


async def command(shared: Shared, said: Message, name: str, settings: GroupSettings) -> None:
    """Answer an admin's command; one line for everybody else."""
    if shared.allowed(author(said), said, question=False) == "silent":
        await shared.count_refused()
    elif not await _by_admin(shared, said):
        await _not_by_admin(shared, said, name, settings)
    elif name == "settings":
        text, keys = _panel(shared, settings)
        await shared.outbox.send(place_of(said), text, keys)
    elif name == "forget":
        await _forget(shared, said)
    else:
        await _say(shared, said, await group_check.report(shared, said.chat, settings))


async def is_admin(shared: Shared, chat: int, person: int) -> bool:
    """Whether a person is an admin of a chat now."""
    return (await shared.outbox.bot.get_chat_member(chat, person)).status in _ADMINS


async def press(shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str) -> None:
    """Change a setting, if the person who presses is an admin now. Raises KeyError for stale data."""
    chat = shown.chat_id
    if not await is_admin(shared, chat, query.from_user.id):
        await shared.outbox.answer_press(query.id, shared.word("admins_only"))
        return
    settings = await load(shared.store, chat)
    changed = _changed(shared, settings, action, value)
    if changed != settings:
        try:
            await keep(shared.store, chat, changed)
        except StoreError:
            await shared.outbox.answer_press(query.id, shared.word("error"))
            return
    await shared.outbox.answer_press(query.id)
    if action == "gx":
        done = Reply((Block("line", shared.word("settings_done")),))
        await shared.outbox.edit(chat, shown.message_id, pages(done))
        return
    topics = action == "gt" or (action, value) == ("gp", "topics")
    text, keys = _topics(shared, changed) if topics else _panel(shared, changed)
    await shared.outbox.edit(chat, shown.message_id, text, keys)


def _changed(shared: Shared, settings: GroupSettings, action: str, value: str) -> GroupSettings:
    if action in ("gp", "gx"):
        return settings
    name, _, wanted = value.partition("=")
    if action == "gm":
        mode = next((mode for mode in MODES if mode == name), None)
        if mode is None:
            raise KeyError(name)
        return replace(settings, mode=mode)
    if wanted not in ("0", "1"):
        raise KeyError(value)
    if action == "gs":
        if name not in SWITCHES:
            raise KeyError(value)
        on: dict[str, Any] = {name: wanted == "1"}
        return replace(settings, **on)
    topic = shared.codes.topic(f"{name}..")
    off = [kept for kept in settings.off if kept != topic]
    return replace(settings, off=tuple([*off, topic] if wanted == "0" else off))


def _panel(shared: Shared, settings: GroupSettings) -> tuple[tuple[str, ...], InlineKeyboardMarkup | None]:
    wording = shared.library.wording
    mode, *switches = in_words(wording, settings)
    following = MODES[(MODES.index(settings.mode) + 1) % len(MODES)]
    lines = [[tap(mode, "gm", following)]]
    for name, label in zip(SWITCHES, switches, strict=True):
        lines.append([tap(label, "gs", f"{name}={0 if getattr(settings, name) else 1}")])
    lines.append([tap(wording["settings_topics"], "gp", "topics"), tap(wording["button_done"], "gx")])
    return pages(Reply((Block("line", shared.word("settings_intro")),))), markup(lines)


def _topics(shared: Shared, settings: GroupSettings) -> tuple[tuple[str, ...], InlineKeyboardMarkup | None]:
    library = shared.library
    lines = []
    for topic in library.topics:
        if topic == "chat":
            continue
        on = topic not in settings.off
        state = library.wording["state_on" if on else "state_off"]
        lines.append(
            [tap(f"{topic_title(library, topic)}: {state}", "gt", f"{code(topic)}={0 if on else 1}")]
        )
    lines.append([tap(library.wording["button_back"], "gp", "main")])
    return pages(Reply((Block("line", shared.word("settings_topics_intro")),))), markup(lines)


async def _forget(shared: Shared, said: Message) -> None:
    try:
        await shared.store.leave_group(said.chat_id, 0)
    except StoreError:
        await _say(shared, said, shared.word("error"))
        return
    shared.forget_chat(said.chat_id)
    shared.forget((said.chat_id, author(said)))
    await _say(shared, said, shared.word("group_forgotten"))


async def _not_by_admin(shared: Shared, said: Message, name: str, settings: GroupSettings) -> None:
    if name == "forget":
        shared.forget((said.chat_id, author(said)))
    if not settings.mute:
        await _say(shared, said, shared.word("forgotten" if name == "forget" else "admins_only"))


async def _by_admin(shared: Shared, said: Message) -> bool:
    if said.sender_chat is not None:
        return said.sender_chat.id == said.chat_id  # an anonymous admin writes as the group
    return said.from_user is not None and await is_admin(shared, said.chat_id, said.from_user.id)


async def _say(shared: Shared, said: Message, text: str) -> None:
    await shared.outbox.send(place_of(said), pages(Reply((Block("line", text),))))
