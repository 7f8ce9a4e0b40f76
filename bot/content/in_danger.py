"""What people say in danger, and what sounds alarming and is not: the files of `_in_danger/`, or `_in_danger.yaml`."""

from __future__ import annotations

from bot.content.reader import Place


def read_in_danger(place: Place) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Messages by red flag, and calm messages; what is wrong is added to the place's problems."""
    if place.node is None:
        return {}, ()
    keys = place.mapping({"danger": False, "calm": False})
    said = {flag: body.texts() for flag, body in keys["danger"].mapping().items()} if "danger" in keys else {}
    return said, keys["calm"].texts() if "calm" in keys else ()
