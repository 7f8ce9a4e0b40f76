"""What people say after a card was shown: the files of `_follow_ups/`, one for each topic."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.content.reader import Place
from bot.core.library import FollowUp


def read_follow_ups(place: Place, cards: Collection[str]) -> Iterator[FollowUp]:
    """The messages of one file by the card shown and the card that answers; what is wrong is added to the place's
    problems."""
    if place.node is None:
        return
    known = set(cards)
    for after, answered in place.mapping().items():
        for card, said in answered.mapping().items():
            for unknown in {after, card} - known:
                said.complain(f"there is no card `{unknown}`.", "Check the id.")
            if {after, card} <= known:
                yield from (FollowUp(after, card, text) for text in said.texts())
