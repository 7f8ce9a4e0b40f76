"""The words of the field: names and their spellings, aspects, everyday words, opposites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Name:
    """Something that people ask about, with every way in which they write it."""

    name: str
    kind: str
    """medicine, symptom, test, condition, body_part, group …"""
    spellings: tuple[str, ...] = ()
    weakens: bool = False
    """Whether it weakens the immune system (`weakens: yes`): an infection is then urgent."""


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
class Vocabulary:
    """Everything in `_vocabulary.yaml`; empty where a content folder has none."""

    names: tuple[Name, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    everyday: Mapping[str, str] = field(default_factory=dict)
    """Everyday word or abbreviation → the words that cards use."""
    opposites: tuple[Opposite, ...] = ()
