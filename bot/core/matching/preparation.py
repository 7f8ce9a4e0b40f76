"""Turns any text into the words that are compared: the same steps for phrasings and for messages."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.core.encoding import Cache
from bot.core.library import Library
from bot.core.matching.lexicon import Lexicon, Phrases, Reading, Words
from bot.core.matching.segments import Segment, asks, segments, stripped
from bot.core.matching.spelling import Speller
from bot.core.matching.words import tokens
from bot.core.normalise import normalise, sentences

NOT_OURS = "!"
DANGER = "?"
CALM = "~"
FOLLOWING = ">"
TOLD = "="
POINTING = frozenset(
    "it its that thats this they theyre them these those there then one ones him her".split()
)
"""Words that point back to what was said before."""
FEWEST = 5
"""Words without courtesies below which a message may be nothing but one ("good afternoon bot"), unless the vocabulary
knows one of them."""
VERSION = "14"
"""Part of the key under which readings are kept: change it when the same text would be read otherwise."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask for a card, one message that is not ours, one that is said in danger or sounds so, one that leans
    on the card before, or what is told beside a question."""

    label: str
    """Card id; or one of the marks above, and the kind of message, the red flag, or the card that answers what was said
    after another one: its text is then that card's title and what was said."""
    text: str
    reading: Reading

    @property
    def words(self) -> Words:
        """The words that are compared."""
        return self.reading.words


_FORGOTTEN = Phrasing("", "", Reading((), (), (), (), (), False))


class Preparation:
    """Spelling repair, everyday words and names, learned from one library. With a `cache` the next start need not
    read every phrasing again, which takes longer than all else that it does."""

    def __init__(self, library: Library, cache: Cache | None = None) -> None:
        vocabulary = library.vocabulary
        self.lexicon = Lexicon(vocabulary)
        self.courtesies = Phrases((courtesy, "") for courtesy in vocabulary.courtesies)
        key = f"readings-{_digest(library)}"
        texts = _texts(library)
        kept = _unpacked(cache.get_text(key), len(texts)) if cache is not None else None
        followed = kept.followed if kept else _after_titles(library)
        said = [*texts, *followed]
        split = [] if kept else [tokens(normalise(text)) for _, text in said]
        counts = kept.counts if kept else _counts(said, split)
        self.speller = Speller(counts, self.lexicon.spellings(), vocabulary.common, self.lexicon.medicines())
        if kept is None:
            readings = [self.lexicon.read(self.speller.repaired(words)) for words in split]
            packed = _packed(counts, followed, readings)
            if cache is not None:
                cache.put_text(key, packed)
            kept = _unpacked(packed, len(texts))  # without what only a message needs
        readings = kept.readings if kept else []
        self.phrasings = tuple(
            Phrasing(label, text, reading)
            for (label, text), reading in zip(said, readings, strict=True)
            if reading.words
        )

    def forget(self, cards: Collection[str]) -> None:
        """Let go of the phrasings that are no card's, which only learning needs: half of all. The others keep their
        numbers."""
        self.phrasings = tuple(
            each if each.label.removeprefix(FOLLOWING) in cards else _FORGOTTEN for each in self.phrasings
        )

    def read(self, text: str) -> Reading:
        """A text that is already normalised, without courtesies, repaired and in the cards' words."""
        words = tokens(text)
        kept = stripped(words, self.courtesies)
        reading = self.read_words(kept or words)
        if len(kept) < FEWEST and not (reading.names or reading.aspects or reading.ours):
            return self.read_words(words)
        return reading

    def read_words(self, words: Words) -> Reading:
        """The same for words."""
        return self.lexicon.read(self.speller.repaired(words))

    def segments(self, text: str) -> list[Segment]:
        """The parts of a normalised text that may hold its question."""
        return segments(text, self.courtesies)

    def every_part(self, text: str) -> list[Reading]:
        """All parts of a normalised text, however many."""
        return [self.read_words(part.words) for part in segments(text, self.courtesies, most=None)]


def _counts(said: Sequence[tuple[str, str]], split: Sequence[Words]) -> dict[str, int]:
    """How often each word is used in what is ours. A title is not used more often for what is said after it."""
    aside = (NOT_OURS, FOLLOWING)
    ours = (words for (label, _), words in zip(said, split, strict=True) if not label.startswith(aside))
    return Counter(chain.from_iterable(ours))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the next start need not make again."""

    counts: dict[str, int]
    followed: list[tuple[str, str]]
    """What is said after cards, by its label, after the title of the card."""
    readings: list[Reading]


def _packed(
    counts: Mapping[str, int], followed: Sequence[tuple[str, str]], readings: Sequence[Reading]
) -> str:
    """All of it as flat lists, which are quick to read."""
    found = [(each.names, each.foreign, each.aspects, each.ours) for each in readings]
    kinds = {each: number for number, each in enumerate(dict.fromkeys(found))}
    words = list(chain.from_iterable(each.words for each in readings))
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    return json.dumps(
        {
            "counts": counts,
            "followed": followed,
            "kinds": list(kinds),
            "known": list(numbers),
            "kind of each": [kinds[each] for each in found],
            "words of each": [len(each.words) for each in readings],
            "words": _as_text([numbers[word] for word in words]),
        }
    )


def _unpacked(text: str | None, texts: int) -> _Kept | None:
    """What `_packed` made of so many texts beside those that follow a title; None where there is nothing or it is
    damaged."""
    try:
        kept = json.loads(text or "")
        kinds = [
            (tuple(names), tuple(foreign), tuple(aspects), bool(ours))
            for names, foreign, aspects, ours in kept["kinds"]
        ]
        words = np.array(kept["known"], dtype=object)[_as_numbers(kept["words"])].tolist()
        readings = []
        end = 0
        for kind, size in zip(kept["kind of each"], kept["words of each"], strict=True):
            names, foreign, aspects, ours = kinds[kind]
            start, end = end, end + size
            readings.append(Reading(tuple(words[start:end]), names, foreign, aspects, (), ours))
        followed = [(label, said) for label, said in kept["followed"]]
        whole = len(readings) == texts + len(followed)
        return _Kept(dict(kept["counts"]), followed, readings) if whole else None
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def _as_text(numbers: Sequence[int]) -> str:
    """Half a million numbers as JSON would take a tenth of a second to read."""
    return b64encode(np.array(numbers, "<i4").tobytes()).decode()


def _as_numbers(text: str) -> NDArray[np.int32]:
    return np.frombuffer(b64decode(text), "<i4")


def _digest(library: Library) -> str:
    """The hash of all that decides how its phrasings are read."""
    vocabulary = library.vocabulary
    parts: list[object] = [
        VERSION,
        asdict(replace(vocabulary, common=frozenset())),
        " ".join(sorted(vocabulary.common)),
        [(card.id, card.title, card.utterances) for card in library.cards.values()],
        [(card.id, other.ask, other.card) for card in library.cards.values() for other in card.not_this],
        [(kind.kind, kind.messages) for kind in library.not_ours],
        [(flag.id, flag.examples) for flag in library.red_flags.flags],
        list(library.in_danger.items()),
        library.calm,
        library.told,
        [(each.after, each.card, each.text) for each in library.follow_ups],
    ]
    return hashlib.sha256(json.dumps(parts, default=sorted, sort_keys=True).encode()).hexdigest()[:40]


def said_new(words: Words) -> Words:
    """The words of a message without those that point back."""
    return tuple(word for word in words if word not in POINTING)


def _texts(library: Library) -> list[tuple[str, str]]:
    found = []
    for card in library.cards.values():
        found += [(card.id, text) for text in dict.fromkeys((card.title, *card.utterances))]
        found += [(other.card, other.ask) for other in card.not_this if other.card in library.cards]
    for kind in library.not_ours:
        found += [(f"{NOT_OURS}{kind.kind}", message) for message in kind.messages]
    examples = {flag.id: flag.examples for flag in library.red_flags.flags}
    for flag, said in library.in_danger.items():
        found += [(f"{DANGER}{flag}", text) for text in (*said, *examples.get(flag, ()))]
    found += [(CALM, text) for text in library.calm]
    # Danger is looked for in every part of a message, and a part of a calm one is calm: "I start Monday".
    found += [
        (CALM, part)
        for text in library.calm
        if len(parts := sentences(normalise(text))) > 1
        for part in parts
    ]
    # Without the answer before it what is told next may mean anything: "been 5 weeks, still sore" is no alarm.
    found += [(CALM, each.text) for each in library.follow_ups if not asks(normalise(each.text))]
    found += [(TOLD, text) for text in library.told]
    return list(dict.fromkeys(found))


def _after_titles(library: Library) -> list[tuple[str, str]]:
    found = []
    titles = {card.id: tokens(normalise(card.title)) for card in library.cards.values()}
    for each in library.follow_ups:
        said_after = " ".join((*titles[each.after], *said_new(tokens(normalise(each.text)))))
        found.append((f"{FOLLOWING}{each.card}", said_after))
    return list(dict.fromkeys(found))
