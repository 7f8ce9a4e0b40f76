"""Scores messages against one library: the cards, and what is none of its business."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Cache, Encoder
from bot.core.library import Library
from bot.core.matching.agreement import Agreement
from bot.core.matching.calibration import Logistic, as_asked, fit_logistic
from bot.core.matching.evidence import Evidence
from bot.core.matching.index import Index, Rows
from bot.core.matching.lexicon import Reading, Words
from bot.core.matching.preparation import CALM, DANGER, FOLLOWING, NOT_OURS, TOLD, Preparation
from bot.core.matching.scores import Row, Scores
from bot.core.matching.segments import starts_a_question
from bot.core.model import Match, Signal

Floats = NDArray[np.float32]

WHOLE = 0.7
"""Share of the whole message beside its best segment."""
BESIDE_A_QUESTION = 0.7
"""Weight of a segment that asks nothing, in a message that asks something."""
STRANGERS = 0.3
"""Weight of all "not ours" messages beside all phrasings when chances are learned."""
MOST_MATCHES = 5
BEHIND = 0.15
"""How fast a card's chance falls behind the first one's, in scores."""


class Judge:
    """Scores messages against one library."""

    def __init__(self, library: Library, encoder: Encoder | None, cache: Cache | None) -> None:
        self.preparation = Preparation(library, cache)
        self.agreement = Agreement(library, self.preparation)
        self.cards = tuple(library.cards)
        self.kinds = tuple(dict.fromkeys(f"{NOT_OURS}{kind.kind}" for kind in library.not_ours))
        self.flags = tuple(dict.fromkeys(f"{DANGER}{flag}" for flag in library.in_danger))
        labels = (*self.cards, *self.kinds, *self.flags, CALM)
        number = {label: at for at, label in enumerate(labels)}
        # What is told beside a question sounds no alarm either: "my eye check was fine on Thursday".
        number[TOLD] = number[CALM]
        phrasings = self.preparation.phrasings
        self._labels = np.array(
            [number[each.label.removeprefix(FOLLOWING)] for each in phrasings], dtype=np.intp
        )
        self._alone = np.array([not each.label.startswith(FOLLOWING) for each in phrasings])
        words = [phrasing.words for phrasing in phrasings]
        judged = len(self.cards) + len(self.kinds)
        self.index = Index(words, self._labels.tolist(), len(labels), encoder, cache, judged, self._aside)
        small_talk = frozenset(library.vocabulary.small_talk)
        self._small_talk = np.array([library.cards[card].topic in small_talk for card in self.cards])
        self._strangers = slice(len(self.cards), len(self.cards) + len(self.kinds))
        self.dangers = slice(self._strangers.stop, self._strangers.stop + len(self.flags))
        """Where the red flags stand among the labels."""
        self.calm = self._alone & ((self._labels < self.dangers.start) | (self._labels >= self.dangers.stop))
        """Which phrasings are not said in danger, each by itself."""
        self._right, self._ours = self._chances(cache)

    def evidence(
        self,
        text: str,
        reading: Reading | None = None,
        *,
        beside: Sequence[tuple[Row, float]] = (),
        lift: Floats | None = None,
    ) -> Evidence:
        """What is known about a normalised text. `reading` replaces the words that are compared; `beside` are other
        ways to read it, each with its share of the scores; `lift` is added to the cards' scores."""
        parts = [] if reading is not None else self.preparation.segments(text)
        if len(parts) < 2:
            parts = []
        if reading is None:
            reading = self.preparation.read(text)
        readings = [reading, *(self.preparation.read_words(part.words) for part in parts)]
        scored = self.index.scores([each.words or ("",) for each in readings], reading.words)
        total = _combined(scored.total, [part.asks for part in parts])
        cards = total[: len(self.cards)]
        cards[self._small_talk] = scored.total[0, : len(self.cards)][self._small_talk]
        alone = cards
        for other, share in beside:
            cards = cards + np.float32(share) * (other.cards - alone)
        if lift is not None:
            cards = cards + lift
        # One part that tells is enough.
        told = float(scored.told[1:].max(initial=scored.told[0]))
        return self.weighed(reading, Row(cards, total[self._strangers], told), scored)

    def rows(self, readings: Sequence[Reading], within: Words = ()) -> list[Row]:
        """The scores of texts by how they are read; of parts of a text by what they mean within its words. The encoder
        reads such a text once, and it has done so already for the text alone."""
        if not readings:
            return []
        scored = self.index.scores([each.words or ("",) for each in readings], within)
        number = len(self.cards)
        each = zip(scored.total, scored.told, strict=True)
        return [Row(total[:number], total[self._strangers], float(told)) for total, told in each]

    def weighed(self, reading: Reading, row: Row, scored: Scores | None = None) -> Evidence:
        """What is known about a text from its scores; why, only where the signals they consist of are given."""
        cards = row.cards + self.agreement.adjustments(reading)
        order = np.argsort(-cards, kind="stable")
        features = self._features(cards[order[:3]], row.strangers, reading)
        chance = as_asked(float(self._right.chance(features)[0]))
        return Evidence(
            reading=reading,
            cards=tuple(self.cards[at] for at in order[:12]),
            scores=tuple(float(cards[at]) for at in order[:12]),
            chance=chance,
            ours=float(self._ours.chance(features)[0]),
            stranger=self.kinds[int(row.strangers.argmax())][1:] if len(row.strangers) else "",
            told=row.told,
            matches=self._matches(order[:MOST_MATCHES], cards, scored, chance) if scored is not None else (),
        )

    def nearest(self, card: str, said: str) -> str:
        """The card's own phrasing that is nearest to a message as understood."""
        return self.preparation.phrasings[
            self.index.nearest(self.cards.index(card), tuple(said.split()))
        ].text

    def forget(self) -> None:
        """Let go of what only learning needs; what was not learned by now cannot be any more."""
        self.preparation.forget(frozenset(self.cards))
        self.index.forget()

    def _aside(self) -> tuple[Rows, Rows]:
        """The numbers of the phrasings that only tell something, and of those that ask without a question word."""
        cards = frozenset(self.cards)
        each = list(enumerate(self.preparation.phrasings))
        told = [at for at, phrasing in each if phrasing.label == TOLD]
        quiet = [at for at, one in each if one.label in cards and not starts_a_question(one.words)]
        return np.array(told, np.intp), np.array(quiet, np.intp)

    def _matches(
        self, order: NDArray[np.intp], scores: Floats, scored: Scores, chance: float
    ) -> tuple[Match, ...]:
        total = scored.total
        signals = {
            "the same words": scored.words,
            "words spelled alike": scored.letters,
            "the same meaning": scored.meaning,
            "like one of its phrasings": scored.nearest,
        }
        parts = np.stack(
            [
                *(signal[:, order].max(0) for signal in signals.values()),
                scores[order] - total[:, order].max(0),
            ]
        )
        shares = parts / np.maximum(np.abs(parts).sum(0), 1e-9)
        behind = np.exp((scores[order] - scores[order[0]]) / BEHIND)
        return tuple(
            Match(
                card=self.cards[at],
                confidence=round(chance * float(behind[place]), 4),
                signals=tuple(
                    Signal(name, round(float(share), 3))
                    for name, share in zip((*signals, "what it is about"), shares[:, place], strict=True)
                ),
            )
            for place, at in enumerate(order)
        )

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

    def _chances(self, cache: Cache | None) -> tuple[Logistic, Logistic]:
        """Scores to chances, learned from the content's own phrasings, each left out of what judges it."""
        key = f"chances-{self.index.key}"
        kept = cache.get(key) if cache is not None else None
        if kept is not None and kept.ndim == 2 and len(kept) == 2:
            return Logistic(kept[0].astype(np.float64)), Logistic(kept[1].astype(np.float64))
        left_out = self.index.left_out().total
        number = len(self.cards)
        rows = np.flatnonzero((self._labels < self._strangers.stop) & self._alone)
        features = []
        right = []
        for at in rows:
            reading = self.preparation.phrasings[at].reading
            scores = left_out[at, :number] + self.agreement.adjustments(reading)
            best = np.argsort(-scores, kind="stable")[:3]
            features.append(self._features(scores[best], left_out[at, self._strangers], reading))
            right.append(best[0] == self._labels[at])
        ours = self._labels[rows] < number
        importance = np.ones(len(rows))
        if not ours.all():
            importance[~ours] = STRANGERS * ours.sum() / (~ours).sum()
        learned = [fit_logistic(np.array(features), truth, importance) for truth in (np.array(right), ours)]
        if cache is not None:
            cache.put(key, np.stack([each.weights for each in learned]).astype(np.float32))
        return learned[0], learned[1]


def _combined(scores: Floats, asking: Sequence[bool]) -> Floats:
    if len(scores) == 1:
        return np.array(scores[0], dtype=np.float32)
    weights = np.where(asking, 1.0, BESIDE_A_QUESTION if any(asking) else 1.0)
    best = (scores[1:] * weights[:, None]).max(0)
    return np.asarray(WHOLE * scores[0] + (1 - WHOLE) * best, dtype=np.float32)
