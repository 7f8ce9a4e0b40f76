"""`_vocabulary.yaml` to a Vocabulary, and the list of common English words beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.content.reader import Place
from bot.core.vocabulary import MEDICINES, Aspect, Boundary, Name, Opposite, Vocabulary

_KEYS = dict.fromkeys(
    (
        "names",
        "aspects",
        "everyday",
        "opposites",
        "boundaries",
        "topics",
        "small_talk",
        "courtesies",
        "unnamed",
        "ours",
        "languages",
    ),
    False,
)
_KINDS = ("medicine", "test", "condition", "symptom", "group", "other_condition", "other_medicine")
_NAME_KEYS = {"name": True, "kind": True, "spellings": False, "weakens": False, "menu": False}
_YES = {"yes": True, "no": False}


def read_vocabulary(place: Place) -> Vocabulary:
    """The vocabulary; what is wrong is added to the place's problems."""
    places = place.mapping(_KEYS)
    nothing = Place(None, place.file, place.problems)

    def at(key: str) -> Place:
        return places.get(key, nothing)

    names = tuple(_name(item) for item in at("names").items())
    _refuse_doubles(at("names"), names)
    return Vocabulary(
        names=names,
        aspects=tuple(_aspect(item) for item in at("aspects").items()),
        everyday={word: meaning.text() for word, meaning in at("everyday").mapping().items()},
        opposites=tuple(_opposite(item) for item in at("opposites").items()),
        boundaries=tuple(_boundary(item) for item in at("boundaries").items()),
        topics={topic: words.texts() for topic, words in at("topics").mapping().items()},
        small_talk=at("small_talk").texts(),
        courtesies=at("courtesies").texts(),
        unnamed=at("unnamed").texts(),
        ours=at("ours").texts(),
        languages={code: words.texts() for code, words in at("languages").mapping().items()},
        common=all_english(),
    )


@cache
def common_english() -> frozenset[str]:
    """The common English words that ship with the program."""
    return _words("english.txt")


@cache
def all_english() -> frozenset[str]:
    """These and rarer ones. The rules for danger know only the common ones: a rare word may be a misspelt sign."""
    return common_english() | _words("english_rare.txt")


def _words(name: str) -> frozenset[str]:
    lines = (Path(__file__).resolve().parent / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _name(place: Place) -> Name:
    keys = place.mapping(_NAME_KEYS)
    kind = keys["kind"].text() if "kind" in keys else ""
    if "kind" in keys and kind not in _KINDS:
        keys["kind"].complain("this kind of name is not known.", f"Known: {', '.join(_KINDS)}.")
    return Name(
        name=keys["name"].text() if "name" in keys else "",
        kind=kind,
        spellings=keys["spellings"].texts() if "spellings" in keys else (),
        weakens="weakens" in keys and keys["weakens"].parsed(_yes_or_no, "yes or no", False),
        menu=keys["menu"].texts() if "menu" in keys else (),
    )


def _aspect(place: Place) -> Aspect:
    keys = place.mapping({"name": True, "words": True})
    return Aspect(
        name=keys["name"].text() if "name" in keys else "",
        words=keys["words"].texts() if "words" in keys else (),
    )


def _opposite(place: Place) -> Opposite:
    keys = place.mapping({"one": True, "other": True})
    return Opposite(
        one=keys["one"].texts() if "one" in keys else (),
        other=keys["other"].texts() if "other" in keys else (),
    )


def _boundary(place: Place) -> Boundary:
    keys = place.mapping({"card": True, "phrases": True, "unless": False, "gives_way": False})
    for item in (phrase for key in ("phrases", "unless") if key in keys for phrase in keys[key].items()):
        for word in item.text().split():
            if word.startswith("<") and word != MEDICINES:
                item.complain(f"`{word}` stands for nothing.", f"Write `{MEDICINES}` for any medicine.")
    return Boundary(
        card=keys["card"].text() if "card" in keys else "",
        phrases=keys["phrases"].texts() if "phrases" in keys else (),
        unless=keys["unless"].texts() if "unless" in keys else (),
        gives_way="gives_way" in keys and keys["gives_way"].parsed(_yes_or_no, "yes or no", False),
    )


def _refuse_doubles(place: Place, names: tuple[Name, ...]) -> None:
    owners: dict[str, str] = {}
    for name in names:
        for spelling in (name.name, *name.spellings):
            owner = owners.setdefault(spelling.lower(), name.name)
            if owner != name.name:
                remedy = "Keep it under one of them."
                place.complain(f"“{spelling}” stands under “{owner}” and “{name.name}”.", remedy)


def _yes_or_no(text: str) -> bool:
    if text not in _YES:
        raise ValueError(text)
    return _YES[text]
