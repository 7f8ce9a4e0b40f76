"""`_told.yaml`: what people tell beside their question, and want no answer to."""

from __future__ import annotations

from bot.content.reader import Place


def read_told(place: Place) -> tuple[str, ...]:
    """What is told, in file order; what is wrong is added to the place's problems."""
    keys = place.mapping({"told": False})
    return keys["told"].texts() if "told" in keys else ()
