"""`_not_ours.yaml`: messages of every kind that no card answers."""

from __future__ import annotations

from bot.content.reader import Place
from bot.core.library import NotOurs


def read_not_ours(place: Place) -> tuple[NotOurs, ...]:
    """The messages by kind, in file order; what is wrong is added to the place's problems."""
    places = place.mapping({"kinds": False})
    if "kinds" not in places:
        return ()
    return tuple(_kind(item) for item in places["kinds"].items())


def _kind(place: Place) -> NotOurs:
    keys = place.mapping({"kind": True, "messages": True})
    return NotOurs(
        kind=keys["kind"].text() if "kind" in keys else "",
        messages=keys["messages"].texts() if "messages" in keys else (),
    )
