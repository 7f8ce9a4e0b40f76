"""What is carried from one question to the next: another thing in the same question ("and steroids?" after "can I drink
alcohol on methotrexate"), or another question about the same treatment ("what about side effects")."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from bot.core.library import Library
from bot.core.matching.agreement import Agreement
from bot.core.matching.lexicon import MEDICINE, Reading
from bot.core.matching.titles import Titles

_JOINING = frozenset(
    "and n but also or then ok okay so what about how if same thing question for with on is it the too either as well "
    "my im he she hes shes they take takes taking pls please".split()
)
"""Words that a message may hold beside the name and still only swap it."""


class Swap(Enum):
    """Whose the question is after the swap."""

    SAME = "the card just shown, which is about no such thing in particular"
    OTHER = "the card about the other thing"


class Swaps:
    """Sees where a message only names another thing of the kind that the last turn was about."""

    def __init__(self, library: Library, agreement: Agreement, titles: Titles) -> None:
        vocabulary = library.vocabulary
        self._titles = titles
        ours = frozenset(vocabulary.ours)
        self._about = agreement.about
        self._kinds = {
            name.name: name.kind
            for name in vocabulary.names
            if name.kind == MEDICINE or name.name not in agreement.common
        }
        # Vitamin D or sunscreen cannot take the place of methotrexate in a question, nor the other way round.
        self._treatments = frozenset(
            name.name
            for name in vocabulary.names
            if name.kind == MEDICINE and (name.weakens or name.name in ours)
        )

    def swap(self, reading: Reading, before: Collection[str], card: str) -> Swap | None:
        """What a message makes of the last question, which was about the names `before` and got this card."""
        new = [name for name in reading.names if name in self._kinds]
        said = _JOINING.union(*(name.replace("_", " ").split() for name in new))
        if len(new) != 1 or new[0] in before or not said.issuperset(reading.words):
            return None
        about = self._about.get(card, frozenset())
        if any(self._alike(new[0], old) for old in about):
            return Swap.OTHER
        if new[0] not in self._treatments or self._treatments.isdisjoint(before):
            return None
        return Swap.SAME if self._treatments.isdisjoint(self._titles.of(card).names) else None

    def carried(self, reading: Reading, before: Collection[str], card: str) -> str:
        """The treatment that the last question and its card were about, where a message names none: it goes on being
        about that. Empty for any other message."""
        treatments = self._treatments.intersection(before)
        if len(treatments) != 1 or not self._treatments.isdisjoint(reading.names):
            return ""
        (treatment,) = treatments
        return treatment if treatment in self._about.get(card, ()) else ""

    def _alike(self, one: str, other: str) -> bool:
        if self._kinds[one] == MEDICINE:
            return self._treatments.issuperset((one, other))
        return self._kinds[one] == self._kinds.get(other)
