"""Everything known about one message before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Embeddings, Encoder
from bot.core.library import Library
from bot.core.matching.agreement import Agreement
from bot.core.matching.calibration import Logistic, fit_logistic
from bot.core.matching.index import Index, Scores
from bot.core.matching.lexicon import Reading
from bot.core.matching.preparation import Preparation
from bot.core.matching.segments import asks
from bot.core.matching.words import tokens
from bot.core.model import Match, Signal

Floats = NDArray[np.float32]

WHOLE = 0.4
"""Share of the whole message beside its best segment."""
BESIDE_A_QUESTION = 0.7
"""Weight of a segment that asks nothing, in a message that asks something."""
STRANGERS = 0.3
"""Weight of all "not ours" messages beside all phrasings when chances are learned."""


MOST_MATCHES = 5
CLOSENESS = 0.15
"""How fast a card's chance falls behind the first one's, in scores."""
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
    matches: tuple[Match, ...] = ()
    """The best cards with their signals, for `--explain`."""

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


class Judge:
    """Scores messages against one library."""

    def __init__(self, library: Library, encoder: Encoder | None, embeddings: Embeddings | None) -> None:
        self.preparation = Preparation(library)
        self.agreement = Agreement(library, self.preparation)
        self.cards = tuple(library.cards)
        self.kinds = tuple(f"!{kind.kind}" for kind in library.not_ours)
        number = {label: at for at, label in enumerate((*self.cards, *dict.fromkeys(self.kinds)))}
        phrasings = self.preparation.phrasings
        self._phrasings = phrasings
        labels = [number[phrasing.label] for phrasing in phrasings]
        words = [phrasing.words for phrasing in phrasings]
        self.index = Index(words, labels, len(number), encoder, embeddings)
        small_talk = frozenset(library.vocabulary.small_talk)
        self._small_talk = np.array([library.cards[card].topic in small_talk for card in self.cards])
        self._learn_chances(np.array(labels))

    def evidence(self, text: str, reading: Reading | None = None, lift: Floats | None = None) -> Evidence:
        """What is known about a normalised text; `reading` replaces the words that are compared, and
        `lift` is added to the cards' scores."""
        given = reading is not None
        if reading is None:
            reading = self.preparation.read(text)
        parts = [] if given else self.preparation.segments(text)
        if len(parts) < 2:
            parts = []
        readings = [reading, *(self.preparation.read_words(tokens(part)) for part in parts)]
        scored = self.index.scores([each.words or ("",) for each in readings])
        total = _combined(scored.total, [asks(part) for part in parts])
        total[: len(self.cards)][self._small_talk] = scored.total[0, : len(self.cards)][self._small_talk]
        cards = total[: len(self.cards)] + self.agreement.adjustments(reading)
        if lift is not None:
            cards = cards + lift
        strangers = total[len(self.cards) :]
        order = np.argsort(-cards, kind="stable")
        features = self._features(cards[order[:3]], strangers, reading)
        chance = float(self._right.chance(features)[0])
        return Evidence(
            reading=reading,
            cards=tuple(self.cards[at] for at in order[:12]),
            scores=tuple(float(cards[at]) for at in order[:12]),
            chance=chance,
            ours=float(self._ours.chance(features)[0]),
            stranger=self.kinds[int(strangers.argmax())][1:] if len(strangers) else "",
            matches=self._matches(order[:MOST_MATCHES], cards, scored, chance),
        )

    def _matches(
        self, order: NDArray[np.intp], scores: Floats, scored: Scores, chance: float
    ) -> tuple[Match, ...]:
        matches = []
        for at in order:
            own = np.flatnonzero(self.index.labels == at)
            nearest = own[scored.likeness[:, own].max(0).argmax()]
            parts = {
                "the same words": float(scored.words[:, at].max()),
                "words spelled alike": float(scored.letters[:, at].max()),
                "the same meaning": float(scored.meaning[:, at].max()),
                "what it is about": float(scores[at]) - float(scored.total[:, at].max()),
            }
            size = sum(abs(part) for part in parts.values()) or 1.0
            closeness = float(np.exp((scores[at] - scores[order[0]]) / CLOSENESS))
            matches.append(
                Match(
                    card=self.cards[at],
                    confidence=round(chance * closeness, 4),
                    signals=tuple(Signal(name, round(part / size, 3)) for name, part in parts.items()),
                    phrasing=self._phrasings[nearest].text,
                )
            )
        return tuple(matches)

    def is_small_talk(self, card: str) -> bool:
        """Whether a card answers only a message that is nothing else."""
        return bool(self._small_talk[self.cards.index(card)])

    def _features(self, best: Floats, strangers: Floats, reading: Reading) -> Floats:
        first = float(best[0])
        second = float(best[1]) if len(best) > 1 else 0.0
        third = float(best[2]) if len(best) > 2 else 0.0
        stranger = float(np.maximum(strangers, 0).sum()) if len(strangers) else 0.0
        known = [self.preparation.speller.knows_well(word) for word in reading.words]
        return np.array(
            [
                first,
                first - second,
                first - third,
                stranger,
                float(np.log1p(len(reading.words))),
                float(reading.ours),
                float(bool(reading.foreign)),
                1.0 - sum(known) / max(1, len(known)),
            ],
            dtype=np.float32,
        )

    def _learn_chances(self, labels: NDArray[np.intp]) -> None:
        left_out = self.index.left_out
        number = len(self.cards)
        rows = []
        right = []
        for at, phrasing in enumerate(self._phrasings):
            scores = left_out[at, :number] + self.agreement.adjustments(phrasing.reading)
            best = np.argpartition(-scores, min(3, number - 1))[:3]
            best = best[np.argsort(-scores[best], kind="stable")]
            rows.append(self._features(scores[best], left_out[at, number:], phrasing.reading))
            right.append(best[0] == labels[at])
        features = np.array(rows)
        ours = labels < number
        importance = np.ones(len(labels))
        if not ours.all():
            importance[~ours] = STRANGERS * ours.sum() / (~ours).sum()
        self._right: Logistic = fit_logistic(features, np.array(right), importance)
        self._ours: Logistic = fit_logistic(features, ours, importance)


def _combined(scores: Floats, asking: Sequence[bool]) -> Floats:
    if len(scores) == 1:
        return np.array(scores[0], dtype=np.float32)
    weights = np.where(asking, 1.0, BESIDE_A_QUESTION if any(asking) else 1.0)
    best = (scores[1:] * weights[:, None]).max(0)
    return np.asarray(WHOLE * scores[0] + (1 - WHOLE) * best, dtype=np.float32)
