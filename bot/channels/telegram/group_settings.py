"""How a group wants to be answered: kept in the store as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.dialogue.composing import say
from bot.store import Store, StoreError

Mode = Literal["short", "private", "ephemeral"]
MODES: tuple[Mode, ...] = ("short", "private", "ephemeral")
SWITCHES = ("quiet", "tidy", "mute", "watch")


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """One group's choices. `off` are topics that are not answered there."""

    mode: Mode = "short"
    quiet: bool = False
    tidy: bool = False
    mute: bool = False
    watch: bool = False
    off: tuple[str, ...] = ()
    greeted: bool = False


def from_json(text: str | None) -> GroupSettings:
    """The settings, or the defaults for what is missing or cannot be read."""
    try:
        found: Any = json.loads(text) if text else {}
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        found = {}
    mode = found.get("mode")
    return GroupSettings(
        mode=mode if mode in MODES else "short",
        off=tuple(str(topic) for topic in found.get("off", ())),
        greeted=found.get("greeted") is True,
        **{name: found.get(name) is True for name in SWITCHES},
    )


async def load(store: Store, chat: int) -> GroupSettings:
    """The settings of a group; the defaults if the store is down, since a question waits."""
    try:
        return from_json(await store.group(chat))
    except StoreError:
        return GroupSettings()


async def keep(store: Store, chat: int, settings: GroupSettings) -> None:
    """Write the settings of a group. Raises StoreError."""
    await store.keep_group(chat, json.dumps(asdict(settings)))


def in_words(wording: Mapping[str, str], settings: GroupSettings) -> tuple[str, ...]:
    """The answer mode, then each switch, as an admin reads them."""
    mode = say(wording, "settings_mode", mode=wording[f"mode_{settings.mode}"])
    states = {True: wording["state_on"], False: wording["state_off"]}
    return (
        mode,
        *(say(wording, f"settings_{name}", state=states[getattr(settings, name)]) for name in SWITCHES),
    )
