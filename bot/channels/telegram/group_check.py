"""The setup doctor: what an admin should know about how the bot is set up in a group."""

from __future__ import annotations

from telegram import Chat, User
from telegram.constants import ChatMemberStatus

from bot.channels.telegram.group_settings import GroupSettings, in_words
from bot.channels.telegram.outbox import MOST_A_MINUTE
from bot.channels.telegram.shared import Shared
from bot.dialogue.composing import say, topic_title


async def report(shared: Shared, chat: Chat, settings: GroupSettings) -> str:
    """Privacy mode, rights, topics, ephemeral support, headroom, last update, content version, what is held."""
    bot = shared.outbox.bot
    me = await bot.get_me()
    own = await bot.get_chat_member(chat.id, shared.bot_id)
    ephemeral = {True: "yes", False: "no", None: "unknown"}[shared.ephemeral.get(chat.id)]
    wording = shared.library.wording
    states = {True: wording["state_on"], False: wording["state_off"]}
    return say(
        wording,
        "groupcheck",
        privacy=wording[f"groupcheck_privacy_{_privacy(me, own.status)}"],
        rights=own.status,
        deletes=states[bool(getattr(own, "can_delete_messages", False))],
        forum=states[bool(chat.is_forum)],
        kind=str(chat.type),
        ephemeral=wording[f"groupcheck_ephemeral_{ephemeral}"],
        room=str(shared.outbox.room(chat.id)),
        most=str(MOST_A_MINUTE),
        ago=_ago(shared),
        version=shared.library.digest[:12],
        cards=str(len(shared.library.cards)),
        held="\n".join(f"- {line}" for line in _held(shared, settings)),
    )


def _privacy(me: User, status: str) -> str:
    if me.can_read_all_group_messages:
        return "off"
    return "admin" if status == ChatMemberStatus.ADMINISTRATOR else "on"


def _ago(shared: Shared) -> str:
    wording = shared.library.wording
    if shared.update_before is None:
        return wording["groupcheck_ago_never"]
    seconds = round(shared.wall() - shared.update_before)
    if seconds < 120:
        return say(wording, "groupcheck_ago_seconds", number=str(seconds))
    return say(wording, "groupcheck_ago_minutes", number=str(seconds // 60))


def _held(shared: Shared, settings: GroupSettings) -> list[str]:
    lines = list(in_words(shared.library.wording, settings))
    if settings.off:
        titles = ", ".join(topic_title(shared.library, topic) for topic in settings.off)
        lines.append(say(shared.library.wording, "groupcheck_topics_off", topics=titles))
    return lines
