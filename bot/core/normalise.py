"""One visible normalisation, for what people write and for what the cards say alike.

`normalise("I CAN’T\u200b breathe!!")` gives `"i can't breathe!!"`. It never raises, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 4096
"""Telegram's limit for one message; applied before and after NFKC, which can blow a text up 18 times."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´＇‛′"), "'")
_QUOTES = dict.fromkeys(map(ord, "“”„«»″"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
# Cyrillic and Greek letters that look like Latin ones; applied only to words that mix the scripts,
# or a Russian or Greek sentence would turn into nonsense Latin.
_LOOK_ALIKES = dict(
    zip(
        map(ord, "аеорсухіјѕһԁԛԝвкмнтαεικνορτυχβημ"),
        "aeopcyxijshdqwbkmhtaeiknoptuxbnm",
        strict=True,
    )
)
_BLANKED = {code: " " for code in (*range(32), 127) if code != ord("\n")}
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?])(?=[a-z]{3})|\n+|[;•]+")
_CHARACTER = re.compile(r"[ -~]+|.", re.DOTALL)
"""What needs no second look, in one piece; anything else."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def normalise(text: str) -> str:
    """Lower-case text with one kind of space, apostrophe, quote and dash, and nothing invisible.

    At most 4,096 characters in and out. Line breaks are kept, since people end sentences with them.
    """
    if text.isascii():
        plain = text[:MAX_CHARACTERS].replace("\r", "\n").translate(_APOSTROPHES).translate(_BLANKED).lower()
        return _tidied(plain)
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS]
    folded = folded.translate(_APOSTROPHES).translate(_QUOTES).translate(_DASHES)
    kept = unicodedata.normalize("NFC", "".join(_visible(unicodedata.normalize("NFKD", folded)))).lower()
    kept = " ".join(map(_latinised, kept.split(" ")))
    return _tidied(kept)


def _tidied(text: str) -> str:
    text = _STRETCHED.sub(r"\1\1", text)
    return _BREAKS.sub("\n", _SPACE.sub(" ", text)).strip()[:MAX_CHARACTERS]


def sentences(normalised: str) -> tuple[str, ...]:
    """The sentences of a normalised text, in order, without empty ones."""
    return tuple(part.strip() for part in _SENTENCE.split(normalised) if part and _WORD.search(part))


def words(normalised: str) -> tuple[str, ...]:
    """The words of a normalised text, apostrophes inside kept: `i can't` gives `("i", "can't")`."""
    return tuple(_WORD.findall(normalised))


def _visible(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for character in _CHARACTER.findall(text):
        if len(character) > 1:
            marks = 0
            kept.append(character)
            continue
        category = unicodedata.category(character)
        if category == "Mn":
            # Accents on Latin letters are decoration here; other scripts need theirs, within reason.
            marks += 1
            if marks <= 3 and kept and not _takes_decoration(kept[-1][-1]):
                kept.append(character)
            continue
        marks = 0
        if character in "\n\r\u2028\u2029":
            kept.append("\n")
        elif category == "Cc":
            kept.append(" ")
        elif category in ("Cf", "Co", "Cs", "Cn"):
            continue
        else:
            kept.append(character)
    return kept


def _takes_decoration(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith(("LATIN", "GREEK", "CYRILLIC"))


def _latinised(word: str) -> str:
    if word.isascii() or not any("a" <= letter <= "z" for letter in word):
        return word
    return word.translate(_LOOK_ALIKES)
