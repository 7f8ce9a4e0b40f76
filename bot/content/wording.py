"""The words of `_wording.yaml`: every sentence that is neither an answer nor a notice."""

from __future__ import annotations

from bot.content.reader import Place


def read_wording(place: Place) -> dict[str, str]:
    """Texts by key; what is wrong is added to the place's problems."""
    return {key: body.text() for key, body in place.mapping().items()}
