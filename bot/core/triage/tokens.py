"""A message as the rules see it: plain words, numbered, with the sentence and the clause of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.normalise import normalise
from bot.core.triage.typos import Repairer

_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)(?![a-z@$]*[a-z]{3})"
    r"|(?P<word>[^\W_]+(?:[@$][^\W_]+)*(?:'[^\W_]+)*)"
    r"|(?P<end>[.!?…\n]+)"
    r"|(?P<pause>[,;:()]+|\s-+\s)"
)
_LEET = str.maketrans("013457@$", "oieastas")
_CYRILLIC = str.maketrans("аеорсухіјѕһԁԛԝкмнтвг", "aeopcyxijshdqwkmhtbr")
_NOT = {"can", "could", "do", "does", "did", "is", "was", "are", "were", "have", "has", "had", "would", "wo"}
# What stands for two words, with its apostrophe or without. "ill", "well", "shed" and "were" stay themselves.
_SHORT = {
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "youre": ("you", "are"),
    "theyre": ("they", "are"),
    "hes": ("he", "is"),
    "shes": ("she", "is"),
    "its": ("it", "is"),
    "thats": ("that", "is"),
    "whats": ("what", "is"),
    "hows": ("how", "is"),
    "theres": ("there", "is"),
    "cannot": ("cant",),
    "wanna": ("want", "to"),
    "gonna": ("going", "to"),
    "gotta": ("got", "to"),
    "u": ("you",),
    "ur": ("your",),
    "r": ("are",),
    "n": ("and",),
    "coz": ("because",),
    "cos": ("because",),
    "cuz": ("because",),
}
_TAILS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}


@dataclass(slots=True)
class Message:
    """The words of a message. `positions` says where each rule word stands; a word that may be
    a misspelling of several rule words stands for each of them."""

    words: list[str] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    positions: dict[str, list[int]] = field(default_factory=dict)


def read_message(text: str, repairer: Repairer) -> Message:
    """The message with typos repaired towards the rule words. Never raises; at most 4,096 characters count."""
    message = Message()
    sentence = clause = 0
    normalised = normalise(text)
    if not normalised.isascii() and sum(map(_LATIN.__contains__, normalised)) * 2 >= len(normalised):
        normalised = normalised.translate(_CYRILLIC)
    words: list[tuple[str, int, int]] = []
    split: dict[str, tuple[str, ...]] = {}
    forms: dict[str, tuple[str, ...]] = {}

    def forms_of(word: str) -> tuple[str, ...]:
        if word not in forms:
            forms[word] = repairer.forms(word)
        return forms[word]

    for piece in _PIECE.finditer(normalised):
        if piece.lastgroup == "end":
            sentence += 1
            clause += 1
        elif piece.lastgroup == "pause":
            clause += 1
        else:
            if piece[0] not in split:
                split[piece[0]] = _split(piece[0], repairer, forms_of)
            words += [(word, sentence, clause) for word in split[piece[0]]]
    for word, in_sentence, in_clause in _joined(words, repairer):
        place = len(message.words)
        message.words.append(word)
        message.sentence.append(in_sentence)
        message.clause.append(in_clause)
        for form in forms_of(word):
            message.positions.setdefault(form, []).append(place)
    return message


_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz '")


def _split(word: str, repairer: Repairer, forms_of: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    if word[0].isdigit() and not repairer.knows(word):
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        if digits.replace(".", "").replace(",", "").isdigit():
            tail = word[len(digits) :]
            return (digits, tail) if tail else (digits,)
    if "'" in word:
        head, _, tail = word.rpartition("'")
        head = head.replace("'", "")
        if tail == "t":
            return (head + "t",)
        if tail == "s":
            return (
                _SHORT.get(head + "s", (head,))
                if head in ("he", "she", "it", "that", "there", "what", "how")
                else (head,)
            )
        if tail in _TAILS:
            return (head, _TAILS[tail])
        word = head + tail
    if word in _SHORT:
        return _SHORT[word]
    if not word.isalpha() and not word.isdigit():
        read = word.translate(_LEET)
        if repairer.knows(read):
            return (read,)
    return (word,) if forms_of(word) else repairer.split(word)


def _joined(words: list[tuple[str, int, int]], repairer: Repairer) -> list[tuple[str, int, int]]:
    joined: list[tuple[str, int, int]] = []
    for word, sentence, clause in words:
        if joined and joined[-1][1] == sentence:
            before = joined[-1][0]
            if word == "not" and before in _NOT:
                joined[-1] = (before + ("t" if before.endswith("n") else "nt"), sentence, clause)
                continue
            if word == "t" and before + "t" in _CONTRACTED:
                joined[-1] = (before + "t", sentence, clause)
                continue
            if repairer.broken(before, word):
                joined[-1] = (before + word, sentence, clause)
                continue
        joined.append((word, sentence, clause))
    return joined


_CONTRACTED = frozenset(
    [
        "cant",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "arent",
        "werent",
        "havent",
        "hasnt",
        "hadnt",
        "wouldnt",
        "couldnt",
        "wont",
    ]
)
