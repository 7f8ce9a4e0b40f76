"""What is known about one message before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.matching.lexicon import Reading
from bot.core.model import Match

RULED = 0.9
"""Chance given to a card that a boundary rule names."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A message's scores. `cards` and `scores` are in order of score, best first."""

    reading: Reading
    cards: tuple[str, ...]
    scores: tuple[float, ...]
    chance: float
    """Chance, 0 to 1, that the first card is right."""
    ours: float
    """Chance, 0 to 1, that the message is this content's business."""
    stranger: str
    """The kind of `_not_ours` message that it most resembles, or empty."""
    told: float = 0.0
    """Log odds that it, or the part of it that sounds most so, only tells something beside a question."""
    matches: tuple[Match, ...] = ()
    """The best cards with their signals, for `--explain`."""

    def score(self, card: str) -> float:
        """A card's score; for one that is not among the best, that of the last of these."""
        found = (score for each, score in zip(self.cards, self.scores, strict=True) if each == card)
        return next(found, self.scores[-1])

    def led_by(self, card: str) -> Evidence:
        """The same with this card first, for a rule that is surer than any score."""
        pairs = [(card, max(self.scores, default=0.0))]
        pairs += [each for each in zip(self.cards, self.scores, strict=True) if each[0] != card]
        return replace(
            self,
            cards=tuple(each for each, _ in pairs),
            scores=tuple(score for _, score in pairs),
            chance=max(self.chance, RULED),
            matches=tuple(sorted(self.matches, key=lambda match: match.card != card)),
        )
