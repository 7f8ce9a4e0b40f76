"""Stub until the safety loader lands."""
from bot.content.reader import Place
from bot.core.red_flags import RedFlags
def read_red_flags(place: Place) -> RedFlags:
    """Nothing yet."""
    return RedFlags()
