"""`_red_flags.yaml` to the rules and notices of triage, with every mistake named by its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from bot.content.reader import Place
from bot.content.vocabulary import common_english
from bot.core.model import Level, Notice, Review
from bot.core.red_flags import Reading, RedFlag, RedFlags, Rule
from bot.core.triage import BACKGROUND, WEAKENED
from bot.core.triage.calm import GROUPS
from bot.core.triage.patterns import BUILT_IN, PatternError, groups_of, parse, parse_phrase

_FLAG_KEYS = {
    "level": True,
    "title": True,
    "notice": True,
    "elsewhere": True,
    "facts": True,
    "examples": True,
    "when": True,
    "unless": False,
    "even_if": False,
    "instead_of": False,
    "review": True,
}
_READINGS = ("negated", "past", "general", "fiction")
MIN_EXAMPLES = 6


def read_red_flags(place: Place) -> RedFlags:
    """The red flags as far as they can be read; what is wrong is added to the place's problems."""
    if place.node is None:
        return RedFlags()
    places = place.mapping({"groups": True, "flags": True, "real_words": False})
    groups: dict[str, tuple[str, ...]] = {}
    lines: dict[str, Place] = {}
    for name, body in places["groups"].mapping().items() if "groups" in places else ():
        lines[name] = body
        groups[name] = tuple(phrase.strip() for phrase in body.text().split(",") if phrase.strip())
        _check_group(name, body, groups[name])
    for name in (*GROUPS, WEAKENED, BACKGROUND):
        if "groups" in places and name not in groups:
            places["groups"].complain(f"the group `{name}` is missing.", "The calm readings rest on it.")
    _check_references(groups, lines)
    notices: list[Notice] = []
    flags: list[RedFlag] = []
    for flag_id, body in places["flags"].mapping().items() if "flags" in places else ():
        notice, flag = _flag(flag_id, body, groups)
        notices.append(notice)
        flags.append(flag)
    known = {flag.id for flag in flags}
    for flag in flags:
        for other in flag.instead_of:
            if other not in known:
                place.complain(
                    f"`{flag.id}` stands in for `{other}`, which is no flag.", "Check `instead_of`."
                )
    real = places["real_words"].text().split() if "real_words" in places else ()
    # A rule that cannot be read would stop every rule from being loaded: it has been named, leave it out.
    return RedFlags(tuple(notices), tuple(flags), _readable(groups), common_english() | frozenset(real))


def _flag(flag_id: str, place: Place, groups: Mapping[str, tuple[str, ...]]) -> tuple[Notice, RedFlag]:
    places = place.mapping(_FLAG_KEYS)
    nothing = Place(None, place.file, place.problems)

    def at(key: str) -> Place:
        return places.get(key, nothing)

    if not flag_id.startswith("urgent."):
        place.complain("the id of a flag starts with `urgent.`.", f"Write `urgent.{flag_id}`.")
    level = at("level").text()
    if "level" in places and level not in ("emergency", "urgent"):
        at("level").complain("the level is neither emergency nor urgent.", "Choose one.")
    for key in ("title", "notice", "elsewhere"):
        if key in places and not at(key).text():
            at(key).complain(f"`{key}` is empty.", "Write it.")
    examples = at("examples").texts()
    if "examples" in places and len(examples) < MIN_EXAMPLES:
        at("examples").complain(
            f"there are only {len(examples)} check phrases.", f"Write {MIN_EXAMPLES} or more."
        )
    even_if = tuple(at("even_if").texts())
    for reading in even_if:
        if reading not in _READINGS:
            at("even_if").complain(f"`{reading}` is not a calm reading.", f"Known: {', '.join(_READINGS)}.")
    notice = Notice(
        id=flag_id,
        level=cast(Level, level) if level in ("emergency", "urgent") else "emergency",
        title=at("title").text(),
        text=at("notice").text(),
        facts=at("facts").texts(),
        elsewhere=at("elsewhere").text(),
    )
    flag = RedFlag(
        id=flag_id,
        when=tuple(_rules(at("when"), groups)),
        unless=tuple(_rules(at("unless"), groups)),
        even_if=frozenset(cast(Reading, reading) for reading in even_if if reading in _READINGS),
        instead_of=at("instead_of").texts(),
        examples=examples,
        review=_review(at("review")),
    )
    if "when" in places and not flag.when:
        at("when").complain("no rule raises this flag.", "Write at least one under `when:`.")
    return notice, flag


def _rules(place: Place, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Rule]:
    for item in place.items():
        text = item.text()
        try:
            pattern = parse(text)
        except PatternError as error:
            item.complain(f"this rule cannot be read: {error}.", "See the head of the file.")
            continue
        phrases = [phrase for part in pattern.parts for phrase in part]
        for unknown in sorted(groups_of((*phrases, *pattern.forbidden)) - {*groups, *BUILT_IN}):
            item.complain(f"there is no group `<{unknown}>`.", "Add it under `groups:`, or check its name.")
        yield Rule(text, item.line)


def _check_group(name: str, place: Place, phrases: tuple[str, ...]) -> None:
    if not phrases:
        place.complain(f"the group `{name}` is empty.", "Write its phrases, with commas between them.")
    if name == BACKGROUND:
        return
    for phrase in phrases:
        try:
            parse_phrase(phrase)
        except PatternError as error:
            place.complain(
                f"a phrase of `{name}` cannot be read: {error}.", "Use small letters, no apostrophes."
            )


def _check_references(groups: Mapping[str, tuple[str, ...]], lines: Mapping[str, Place]) -> None:
    refers = {name: _referred(phrases) for name, phrases in _readable(groups).items() if name != BACKGROUND}
    for name, others in refers.items():
        for other in sorted(others):
            if other not in groups and other not in BUILT_IN:
                lines[name].complain(f"`{name}` uses `<{other}>`, which is no group.", "Check its name.")
        if _reaches(name, name, refers, set()):
            lines[name].complain(f"`{name}` leads back to itself.", "Take one of the references out.")


def _reaches(start: str, goal: str, refers: Mapping[str, set[str]], seen: set[str]) -> bool:
    for other in refers.get(start, ()):
        if other == goal:
            return True
        if other not in seen:
            seen.add(other)
            if _reaches(other, goal, refers, seen):
                return True
    return False


def _referred(phrases: tuple[str, ...]) -> set[str]:
    return groups_of(parse_phrase(phrase) for phrase in phrases)


def _readable(groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    readable: dict[str, tuple[str, ...]] = {}
    for name, phrases in groups.items():
        kept = []
        for phrase in phrases:
            if name != BACKGROUND:
                try:
                    parse_phrase(phrase)
                except PatternError:
                    continue
            kept.append(phrase)
        readable[name] = tuple(kept)
    return readable


def _review(place: Place) -> Review:
    keys = place.mapping({"status": True, "due": True, "by": False, "on": False}) if place.node else {}
    status = keys["status"].text() if "status" in keys else "draft"
    if status not in ("draft", "approved"):
        keys["status"].complain("the status is neither draft nor approved.", "Write `draft` if unsure.")
    if status == "approved" and not ("by" in keys and "on" in keys):
        place.complain("an approved notice says who approved it and when.", "Add `by:` and `on:`.")
    return Review(
        status="approved" if status == "approved" else "draft",
        due=keys["due"].parsed(date.fromisoformat, "2027-05-24", None) if "due" in keys else None,
        by=keys["by"].text() if "by" in keys else "",
        on=keys["on"].parsed(date.fromisoformat, "2026-11-24", None) if "on" in keys else None,
    )
