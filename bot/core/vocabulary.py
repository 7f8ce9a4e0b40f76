"""The words of the field: names and their spellings, aspects, everyday words, opposites, other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MEDICINES = "<medicine>"
"""Stands in a boundary's phrase for every medicine, named or not."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something that people ask about, with every way in which they write it."""

    name: str
    kind: str
    """medicine, symptom, test, condition … Names of kind `other_condition` and `other_medicine` are
    not what this content is about."""
    spellings: tuple[str, ...] = ()
    weakens: bool = False
    """Whether it weakens the immune system: a red flag may depend on it."""
    menu: tuple[str, ...] = ()
    """Cards offered when somebody sends the bare name; without it, the cards about the name."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """What can be asked about a name: side_effects, missed_dose, pregnancy …"""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opposite:
    """Two sides that must never be taken for each other: start and stop, before and after."""

    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A personal request that goes to a fixed card, whatever else it resembles.

    A phrase is words in order, `can|should` either of two; `*` stands for up to four words in between, `<medicine>` for
    any medicine.
    """

    card: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Words or names that make it an ordinary question after all."""
    gives_way: bool = False
    """Whether the card of a symptom or test comes first where it is sure, and the fixed card second."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in `_vocabulary.yaml`; empty where a content folder has none."""

    names: tuple[Name, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    everyday: Mapping[str, str] = field(default_factory=dict)
    """Everyday word or abbreviation → the words that cards use."""
    opposites: tuple[Opposite, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Topic (a folder) → the bare words that open its menu."""
    small_talk: tuple[str, ...] = ()
    """Topics whose cards answer only a message that is nothing else: greetings, thanks."""
    courtesies: tuple[str, ...] = ()
    """Openings and endings that are no part of a question: hello everyone, thanks in advance."""
    unnamed: tuple[str, ...] = ()
    """Ways to speak of a medicine without its name: this drug, my tablets."""
    ours: tuple[str, ...] = ()
    """Words that say that a message is about this content's subject."""
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """ISO 639-1 code → common short words of a language in Latin letters."""
    common: frozenset[str] = frozenset()
    """Common English words, which spelling repair leaves alone. They come with the program."""
