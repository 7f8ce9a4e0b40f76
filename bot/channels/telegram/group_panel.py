"""What only admins may do in a group: settings, the setup check, and forgetting the group."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message
from telegram.constants import ChatType

from bot.channels.telegram.group_settings import MODES, SWITCHES, GroupSettings, keep, load
from bot.channels.telegram.incoming import author
from bot.channels.telegram.keyboards import code, markup, tap
from bot.channels.telegram.outbox import place_of
from bot.channels.telegram.rendering import pages
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import say, topic_title
from bot.dialogue.reply import Block, Reply
from bot.store import StoreError

COMMANDS = ("settings", "groupcheck", "forget")
ACTIONS = ("gm", "gs", "gt", "gp", "gx")
_ADMINS = ("creator", "administrator")


async def command(shared: Shared, said: Message, name: str, settings: GroupSettings) -> None:
    """Answer an admin's command; one line for everybody else."""
    if shared.allowed(author(said), said, question=False) == "silent":
        return
    if not await _by_admin(shared, said):
        if not settings.mute:
            await _say(shared, said, shared.word("admins_only"))
    elif name == "settings":
        text, keys = _panel(shared, settings)
        await shared.outbox.send(place_of(said), text, keys)
    elif name == "forget":
        try:
            await shared.store.leave_group(said.chat_id, 0)
        except StoreError:
            await _say(shared, said, shared.word("error"))
            return
        await _say(shared, said, shared.word("group_forgotten"))
    else:
        await _say(shared, said, await _check(shared, said, settings))


async def press(shared: Shared, query: CallbackQuery, shown: Message, action: str, value: str) -> None:
    """Change a setting, if the person who presses is an admin now. Raises KeyError for stale data."""
    chat = shown.chat_id
    member = await shared.outbox.bot.get_chat_member(chat, query.from_user.id)
    if member.status not in _ADMINS:
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
        await shared.outbox.edit(
            chat, shown.message_id, pages(Reply((Block("line", shared.word("settings_done")),)))
        )
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
    following = MODES[(MODES.index(settings.mode) + 1) % len(MODES)]
    mode = say(wording, "settings_mode", mode=wording[f"mode_{settings.mode}"])
    lines = [[tap(mode, "gm", following)]]
    for name in SWITCHES:
        on = getattr(settings, name)
        label = say(wording, f"settings_{name}", state=wording["state_on" if on else "state_off"])
        lines.append([tap(label, "gs", f"{name}={0 if on else 1}")])
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


async def _check(shared: Shared, said: Message, settings: GroupSettings) -> str:
    bot = shared.outbox.bot
    me = await bot.get_me()
    own = await bot.get_chat_member(said.chat_id, shared.bot_id)
    ephemeral = {True: "yes", False: "no", None: "unknown"}[shared.ephemeral.get(0)]
    wording = shared.library.wording
    held = ", ".join(f"{name}={value}" for name, value in asdict(settings).items())
    return say(
        wording,
        "groupcheck",
        privacy=wording[
            "groupcheck_privacy_off" if me.can_read_all_group_messages else "groupcheck_privacy_on"
        ],
        rights=own.status,
        deletes=wording["state_on" if getattr(own, "can_delete_messages", False) else "state_off"],
        forum=wording["state_on" if said.chat.is_forum else "state_off"],
        kind=said.chat.type if said.chat.type != ChatType.GROUP else "group",
        ephemeral=wording[f"groupcheck_ephemeral_{ephemeral}"],
        seconds=str(round(shared.wall() - shared.last_update)),
        version=shared.library.digest[:12],
        cards=str(len(shared.library.cards)),
        held=held,
    )


async def _by_admin(shared: Shared, said: Message) -> bool:
    if said.sender_chat is not None:
        return said.sender_chat.id == said.chat_id  # an anonymous admin writes as the group
    if said.from_user is None:
        return False
    return (await shared.outbox.bot.get_chat_member(said.chat_id, said.from_user.id)).status in _ADMINS


async def _say(shared: Shared, said: Message, text: str) -> None:
    await shared.outbox.send(place_of(said), pages(Reply((Block("line", text),))))
