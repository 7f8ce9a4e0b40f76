"""Reading age by the automated readability index, which needs no dictionary.

Source: Senter and Smith, Automated Readability Index, AMRL-TR-66-220 (1967): US grade =
4.71 × characters per word + 0.5 × words per sentence − 21.43. A grade plus 5 is the reading age.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_SHORT_WORD = "name"


def grade(text: str, names: re.Pattern[str] | None = None) -> float:
    """US school grade of a text; 0.0 for a text without words."""
    plain = names.sub(_SHORT_WORD, text) if names is not None else text
    words = _WORD.findall(plain)
    if not words:
        return 0.0
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / max(1, len(sentences(plain))) - 21.43


def sentences(text: str) -> list[str]:
    """The sentences of a card's text. A bullet and a line that leads into a list are one each."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        running = ""
        for line in paragraph.splitlines():
            bullet = line.lstrip().startswith("- ")
            if bullet or running.endswith(":"):
                found += _split(running)
                running = ""
            running = f"{running} {line.strip().removeprefix('- ')}".strip()
        found += _split(running)
    return found


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def names_of(vocabulary: Vocabulary) -> re.Pattern[str] | None:
    """The pattern of all names of the field, which `grade` counts as one short word each."""
    return names_pattern(text for name in vocabulary.names for text in (name.name, *name.spellings))


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the names, longest first, for `grade` to count each as one short word."""
    ordered = sorted({name for name in names if len(name) > len(_SHORT_WORD)}, key=len, reverse=True)
    if not ordered:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b", re.IGNORECASE)


def _split(running: str) -> list[str]:
    return [part.strip() for part in _END.split(running) if _WORD.search(part)]
