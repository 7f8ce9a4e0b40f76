"""Understands a message: which card answers it, or what to ask back. Pure, synchronous, never raises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain

from bot.core.deciding import LIMITS, Limits, ruled, settled, with_second
from bot.core.encoding import Cache, Encoder
from bot.core.library import Library
from bot.core.matching import languages
from bot.core.matching.boundaries import Boundaries
from bot.core.matching.contrast import Contrast
from bot.core.matching.evidence import Evidence
from bot.core.matching.follow_ups import FollowUps, Leaning
from bot.core.matching.judge import Judge
from bot.core.matching.lexicon import Phrases, Reading, Words
from bot.core.matching.questions import Half, Pair, TwoQuestions
from bot.core.matching.segments import asks
from bot.core.matching.titles import Titles
from bot.core.matching.topics import Menus
from bot.core.matching.words import tokens
from bot.core.model import Context, Decision
from bot.core.normalise import normalise

OFTEN = 3
"""Phrasings of cards that use a word before it counts as English: some hold a word of another language."""
FEW = 3
"""Words up to which a message cannot but lean on the last turn ("how come", "salt water?")."""
TOLD = 0.0
"""Log odds from which a part of a message sounds as if it only told something."""
LENT_CHANCE = 0.02
"""How much of the chance that a card is right comes from its having just been shown."""
LENT = 0.15
"""How much of the chance that a message is ours may come from the last turn alone."""


class Engine:
    """One loaded library, ready for questions."""

    def __init__(self, library: Library, judge: Judge, limits: Limits = LIMITS) -> None:
        self.library = library
        self.judge = judge
        self.limits = limits
        vocabulary = library.vocabulary
        self._menus = Menus(library, judge.preparation, judge.agreement)
        boundaries = [each for each in vocabulary.boundaries if each.card in library.cards]
        self._boundaries = Boundaries(boundaries, vocabulary)
        self._giving_way = frozenset(each.card for each in boundaries if each.gives_way)
        titles = Titles(library, judge.preparation, judge.agreement)
        self._follow_ups = FollowUps(library, judge, titles)
        self._two_questions = TwoQuestions(judge, titles)
        self._contrast = Contrast(vocabulary.opposites, self._medicines)
        self._unnamed = Phrases((phrase, "") for phrase in vocabulary.unnamed)
        self._names = frozenset(vocabulary.ours)
        self._languages = {code: frozenset(short) for code, short in vocabulary.languages.items()}
        asked = (each.words for each in judge.preparation.phrasings if each.label in library.cards)
        often = Counter(chain.from_iterable(asked))
        self._often = frozenset(word for word, count in often.items() if count >= OFTEN)

    @classmethod
    def fit(cls, library: Library, encoder: Encoder | None = None, cache: Cache | None = None) -> Engine:
        """Learn a library. Without an encoder it compares words and letters only; `cache` keeps
        what took long for the next start."""
        return cls(library, Judge(library, encoder, cache))

    def decide(self, text: str, context: Context = Context()) -> Decision:  # noqa: B008 - frozen
        """What to do with a message. Never raises, whatever the text."""
        said = self._contrast.taken_out(normalise(text))
        if not any(character.isalpha() for character in said):
            return Decision("fallback", reason="gibberish", understood=said, names=context.names)
        language = languages.by_script(said)
        if language:
            return Decision("out_of_scope", reason="other_language", language=language, understood=said)
        alone = self.judge.evidence(said)
        reading = alone.reading
        understood = " ".join(reading.words)
        leaning = self._follow_ups.leaning(said, context, alone)
        if leaning is not None and (
            self._is_courtesy(said, alone, leaning) or self._needs_another(reading, context)
        ):
            leaning = None
        spoken = tokens(said)
        few = len(spoken) <= FEW
        menu = self._menu(reading)
        if menu is not None and (leaning is None or not (leaning.visible or (few and "?" in said))):
            return menu
        boundary = self._boundary(spoken, alone)
        followed = None if leaning is None or boundary else self._followed(alone, leaning, few)
        if followed is not None:
            return self._guarded(followed, "follow_up", understood)
        foreign = self._language(spoken, alone)
        if foreign:
            return Decision("out_of_scope", reason="other_language", language=foreign, understood=understood)
        pair = self._two_questions.pair(said, alone)
        both = self._both(pair, alone, boundary)
        if both:
            return Decision(
                "answer",
                answers=both,
                suggestions=tuple(card for card in alone.cards[:1] if card not in both),
                confidence=alone.chance,
                reason="two_questions",
                names=reading.names,
                ranked=alone.matches,
                understood=understood,
            )
        if boundary:
            names_another = self._stays(boundary, alone.chance)
            return ruled(alone, boundary, self.limits, understood, names_another=names_another)
        return with_second(self._decide(alone, understood), pair, self.limits)

    def _is_courtesy(self, said: str, alone: Evidence, leaning: Leaning) -> bool:
        """Whether a message is a thank-you, a complaint or about the bot, whatever was asked before."""
        small_talk = self.judge.is_small_talk(alone.cards[0]) and alone.chance >= self.limits.small_talk
        # "Who can I talk to?" is about the last answer where it fits that any better; "that was useless" is not.
        lent = 0.0 if asks(said) else LENT_CHANCE
        return small_talk and leaning.evidence.chance < alone.chance + lent

    def _needs_another(self, reading: Reading, context: Context) -> bool:
        """Whether a message speaks of "these tablets" where the last turn was about no medicine."""
        agreement = self.judge.agreement
        lent = any(map(agreement.is_medicine, context.names)) or any(map(agreement.medicines, context.cards))
        return self._is_unnamed(reading) and not lent

    def _followed(self, alone: Evidence, leaning: Leaning, few: bool) -> Evidence | None:
        """A message in the light of the last turn, or None where even so it is none of our business."""
        sure = leaning.visible or few
        if not sure and alone.ours < self.limits.stranger_leaning:
            return None
        ours = max(alone.ours, leaning.evidence.ours - (0.0 if sure else LENT))
        if ours < (self.limits.stranger_leaning if sure else self.limits.stranger):
            return None
        # What the last turn lends makes no stranger ours: without a visible sign its cards are offered, not shown.
        ours = leaning.evidence.ours if sure else alone.ours
        # What is told after an answer ("been five weeks") is no aside.
        return replace(leaning.evidence, ours=max(ours, self.limits.stranger), told=0.0)

    def _boundary(self, spoken: Words, alone: Evidence) -> str:
        """The fixed card of a personal request; empty for any other message."""
        cards = self._boundaries.cards(spoken, alone.reading.words)
        return cards[0] if cards and alone.ours >= self.limits.ours / 2 else ""

    def _both(self, pair: Pair | None, alone: Evidence, boundary: str) -> tuple[str, ...]:
        """The cards of a message that asks two questions; none for any other. A personal request keeps its card."""
        if pair is None or pair.ours < self.limits.half:
            return ()
        limits = self.limits
        if pair.chance < (limits.two_answers if alone.cards[0] in pair.cards else limits.two_others):
            return ()
        agreement = self.judge.agreement
        each = tuple(zip(pair.halves, pair.cards, strict=True))
        if any(
            agreement.other_side(half.reading, card) or agreement.refused(alone.reading, card)
            for half, card in each
        ):
            return ()
        cards = tuple(
            boundary if not self._stays(boundary, half.chance) and self._asks_for(half, boundary) else card
            for half, card in each
        )
        kept = not boundary or boundary in cards or boundary in self._giving_way
        return cards if cards[0] != cards[1] and kept else ()

    def _stays(self, boundary: str, chance: float) -> bool:
        """Whether a card that is right with this chance comes before the fixed one."""
        return not boundary or (boundary in self._giving_way and chance >= self.limits.named)

    def _asks_for(self, half: Half, boundary: str) -> bool:
        return boundary in self._boundaries.cards(tokens(half.said), half.reading.words)

    def _decide(self, alone: Evidence, understood: str) -> Decision:
        reading = alone.reading
        medicines = self._which_medicine(reading, alone)
        if medicines:
            return Decision(
                "clarify",
                suggestions=medicines,
                confidence=alone.chance,
                reason="which_medicine",
                ranked=alone.matches,
                understood=understood,
            )
        return self._guarded(alone, "match", understood)

    def _guarded(self, evidence: Evidence, reason: str, understood: str) -> Decision:
        """The decision where the message may say which side of an opposite it means: it takes more to answer it, and a
        card of the other side is only offered."""
        reading = evidence.reading
        agreement = self.judge.agreement
        if agreement.other_side(reading, evidence.cards[0]):
            reason = "opposite"
        limits = replace(self.limits, answer=self.limits.sided) if self._is_sided(evidence) else self.limits
        return settled(evidence, limits, reason, understood, reading.names)

    def _is_sided(self, evidence: Evidence) -> bool:
        """Whether a message may say which side of an opposite it means, or what it does not ask."""
        return self.judge.agreement.sided(evidence.reading) or evidence.told > TOLD

    def _menu(self, reading: Reading) -> Decision | None:
        name, cards = self._menus.bare(reading)
        if not cards:
            return None
        understood = " ".join(reading.words)
        names = reading.names or (name,)
        if len(cards) == 1:
            return Decision("answer", answers=cards, confidence=0.9, reason="match", names=names)
        return Decision(
            "clarify",
            suggestions=cards,
            confidence=0.5,
            reason="topic_word",
            names=names,
            understood=understood,
        )

    def _language(self, spoken: Words, evidence: Evidence) -> str:
        if evidence.reading.ours and evidence.chance >= self.limits.answer:
            return ""
        return languages.by_words(spoken, self._is_english, self._languages, self._names)

    def _is_english(self, word: str) -> bool:
        return word in self.library.vocabulary.common or word in self._often

    def _medicines(self, said: Words) -> tuple[str, ...]:
        names = self.judge.preparation.read_words(said).names
        return tuple(name.replace("_", " ") for name in names if self.judge.agreement.is_medicine(name))

    def _is_unnamed(self, reading: Reading) -> bool:
        """Whether a message speaks of a medicine and names none."""
        return not self.judge.agreement.named(reading) and any(self._unnamed.found(reading.words))

    def _which_medicine(self, reading: Reading, evidence: Evidence) -> tuple[str, ...]:
        if not self._is_unnamed(reading):
            return ()
        if not self.judge.agreement.medicines(evidence.cards[0]):
            return ()
        chosen = []
        seen: set[frozenset[str]] = set()
        for card in evidence.cards[:6]:
            medicines = self.judge.agreement.medicines(card)
            if medicines and medicines not in seen:
                seen.add(medicines)
                chosen.append(card)
        # Even where only one medicine comes to mind it need not be theirs.
        return tuple(chosen[:3]) if len(chosen) >= 2 else evidence.cards[:3]
