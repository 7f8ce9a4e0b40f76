"""Other ways of writing the same message: slips, joins, look-alikes and calm company."""

from __future__ import annotations

import random

_LOOK_ALIKES = str.maketrans("aeocpx", "аеосрх")
_NEAR = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "y", "s": "d", "r": "t", "h": "j", "l": "k"}
CALM = (
    "I was told that I have lupus and I am reading about it. We went to the garden centre on Saturday and had tea. "
    "My sister came round and we watched the football. I like to plan my week with rests between the chores. "
)


def variants(text: str, seed: int) -> list[tuple[str, str]]:
    """(kind, text) pairs; word order and meaning stay as they are."""
    chance = random.Random(seed)
    long_calm = CALM * (2000 // len(CALM) + 1)
    return [
        ("upper", text.upper()),
        ("no apostrophes", text.replace("'", "").replace("’", "")),
        ("curly", text.replace("'", "’")),
        ("no punctuation", "".join(c for c in text if c not in ".,!?;:")),
        ("typo", _slip(text, chance)),
        ("joined", _joined(text, chance)),
        ("fillers", "um so like " + text + " lol sorry"),
        ("emoji", "😢 " + text.replace(" ", " 🙏 ", 1) + " 🚑"),
        ("zero width", text.replace("e", "e\u200b")),
        ("look-alikes", _some(text, chance)),
        ("at the start", f"{text}. {long_calm}"),
        ("in the middle", f"{long_calm[:1000]}. {text}. {long_calm[:1000]}"),
        ("at the end", f"{long_calm[:1900]}. {text}"),
    ]


def _slip(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    place = chance.choice(long)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    words[place] = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if kind == 0
        else word[:at] + word[at + 1 :]
        if kind == 1
        else word[:at] + word[at] + word[at:]
        if kind == 2
        else word[:at] + _NEAR.get(word[at], "e") + word[at + 1 :]
    )
    return " ".join(words)


def _joined(text: str, chance: random.Random) -> str:
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if not spaces:
        return text
    place = chance.choice(spaces)
    return text[:place] + text[place + 1 :]


def _some(text: str, chance: random.Random) -> str:
    return " ".join(
        word[0] + word[1:].translate(_LOOK_ALIKES) if len(word) > 2 and chance.random() < 0.5 else word
        for word in text.split(" ")
    )
