"""Stub until the engine's loader lands."""
from bot.content.reader import Place
from bot.core.library import NotOurs
def read_not_ours(place: Place) -> tuple[NotOurs, ...]:
    """Nothing yet."""
    return ()
