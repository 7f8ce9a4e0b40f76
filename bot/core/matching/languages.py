"""Which other language a message is in, from its script and its short words. Needs no library.

It is asked only where nothing speaks for English: a language guesser on short messages takes
"plaquenil missed" for Welsh.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

_SCRIPTS = {
    "ARABIC": "ar",
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GUJARATI": "gu",
    "THAI": "th",
    "ETHIOPIC": "am",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "MALAYALAM": "ml",
    "KANNADA": "kn",
    "SINHALA": "si",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
}
_URDU_LETTERS = frozenset("ٹڈڑںھہےپچگکی")
_UKRAINIAN_LETTERS = frozenset("іїєґ")
_ENGLISH = frozenset("a am an are as be can do for i in is it me my no not of on or so to was".split())
"""Small words that speak for no other language, though some have them: "am I" is Welsh, too."""
_LOOKED_AT = 400
"""Characters that decide."""


def by_script(normalised: str) -> str:
    """ISO 639-1 code where most letters are of another script, else empty."""
    counts: dict[str, int] = {}
    letters = 0
    for character in normalised[:_LOOKED_AT]:
        if character.isalpha():
            letters += 1
            if not character.isascii():
                script = unicodedata.name(character, "LATIN").split(" ")[0].split("-")[0]
                counts[script] = counts.get(script, 0) + 1
    counts.pop("LATIN", None)
    if not counts or 2 * sum(counts.values()) <= letters:
        return ""
    code = _SCRIPTS.get(max(counts, key=lambda script: counts[script]), "xx")
    if "HIRAGANA" in counts or "KATAKANA" in counts:
        return "ja"
    if code == "ar" and sum(letter in _URDU_LETTERS for letter in normalised) >= 2:
        return "ur"
    if code == "ru" and not _UKRAINIAN_LETTERS.isdisjoint(normalised):
        return "uk"
    return code


def by_words(
    words: Sequence[str],
    is_english: Callable[[str], bool],
    languages: Mapping[str, frozenset[str]],
    names: frozenset[str],
) -> str:
    """ISO 639-1 code where the short words are of another language, `xx` where they are of none; else empty. `names`
    are words of this content that are the same in many languages."""
    if len(words) < 2:
        return ""
    known = sum(map(is_english, words))
    telling = [word for word in words if word not in _ENGLISH]
    hits = {code: sum(word in short for word in telling) for code, short in languages.items()}
    best = max(hits, key=lambda code: hits[code], default="")
    strangers = len(words) - known
    if best and hits[best] >= 2 and hits[best] >= 0.3 * len(words) and strangers >= 0.3 * len(words):
        return best
    others = [word for word in words if word not in names]
    if best and strangers and others and all(word in languages[best] for word in others):
        return best
    if len(words) >= 4 and strangers >= 0.7 * len(words):
        return best if best and hits[best] >= 2 else "xx"
    return ""
