"""A content folder to a Library: every file through the strict reader, all problems at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.content.cards import read_card
from bot.content.facts import read_facts
from bot.content.follow_ups import read_follow_ups
from bot.content.in_danger import read_in_danger
from bot.content.not_ours import read_not_ours
from bot.content.reader import Place, read_file
from bot.content.red_flags import read_red_flags
from bot.content.told import read_told
from bot.content.vocabulary import read_vocabulary
from bot.content.wording import read_wording
from bot.core.errors import ContentError, Problem
from bot.core.library import Library
from bot.core.model import Card

T = TypeVar("T")
SPECIAL_FILES = ("_red_flags", "_wording", "_facts", "_not_ours", "_vocabulary", "_in_danger", "_told")
IN_DANGER = "_in_danger"
"""May be a folder of files instead of one: there is much to say."""
FOLLOW_UPS = "_follow_ups"
"""A folder of files too."""


def packaged_intents() -> Path:
    """The content that comes with the program: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "intents"
    return (
        beside if beside.is_dir() and (package.parent / "pyproject.toml").is_file() else package / "intents"
    )


def load_library(folder: Path) -> Library:
    """The library in a folder. Raises ContentError with every problem that was found."""
    library, problems = read_library(folder)
    if library is None or problems:
        raise ContentError(problems)
    return library


def read_library(folder: Path) -> tuple[Library | None, list[Problem]]:
    """The library as far as it can be read, and what is wrong with it. None if there is no card."""
    problems: list[Problem] = []
    if not folder.is_dir():
        return None, [Problem(str(folder), 1, "there is no such folder.", "Check INTENTS_DIR or --intents.")]
    digest = hashlib.sha256()
    cards: dict[str, Card] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        digest.update(_fingerprint(folder, path))
        if path.parent.name in (IN_DANGER, FOLLOW_UPS):
            continue
        card = read_card(path, _shown(folder, path), problems)
        if card is not None:
            cards[card.id] = card
    _complain_about_strays(folder, problems)
    special = {name: folder / f"{name}.yaml" for name in SPECIAL_FILES}
    for path in special.values():
        if path.is_file():
            digest.update(_fingerprint(folder, path))

    def read(name: str, reader: Callable[[Place], T]) -> T:
        path = special[name]
        shown = _shown(folder, path)
        return reader(read_file(path, shown, problems) if path.is_file() else Place(None, shown, problems))

    in_danger, calm = read(IN_DANGER, read_in_danger)
    for path in sorted(folder.glob(f"{IN_DANGER}/*.yaml")):
        more, calm_too = read_in_danger(read_file(path, _shown(folder, path), problems))
        in_danger = in_danger | {flag: in_danger.get(flag, ()) + said for flag, said in more.items()}
        calm += calm_too
    follow_ups = [
        follow_up
        for path in sorted(folder.glob(f"{FOLLOW_UPS}/*.yaml"))
        for follow_up in read_follow_ups(read_file(path, _shown(folder, path), problems), cards)
    ]
    library = Library(
        cards=cards,
        wording=_packaged_wording(folder) | read("_wording", read_wording),
        red_flags=read("_red_flags", read_red_flags),
        vocabulary=read("_vocabulary", read_vocabulary),
        not_ours=read("_not_ours", read_not_ours),
        follow_ups=tuple(follow_ups),
        facts=read("_facts", read_facts),
        in_danger=in_danger,
        calm=calm,
        told=read("_told", read_told),
        digest=digest.hexdigest(),
    )
    if not cards and not problems:
        problems.append(
            Problem(str(folder), 1, "there is no card in this folder.", "A card is <topic>/<name>.yaml.")
        )
    return library, problems


def _packaged_wording(folder: Path) -> dict[str, str]:
    packaged = packaged_intents()
    if folder.resolve() == packaged.resolve():
        return {}
    return read_wording(read_file(packaged / "_wording.yaml", "_wording.yaml", []))


def _complain_about_strays(folder: Path, problems: list[Problem]) -> None:
    for path in sorted([*folder.rglob("*.yml"), *folder.glob("*.yaml"), *folder.glob("*/*/*.yaml")]):
        if path.suffix == ".yml":
            problems.append(Problem(_shown(folder, path), 1, "files end in .yaml here.", "Rename it."))
        elif path.parent != folder or path.stem not in SPECIAL_FILES:
            remedy = "A card lives at <topic>/<name>.yaml."
            problems.append(Problem(_shown(folder, path), 1, "this file is not read from here.", remedy))


def _fingerprint(folder: Path, path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError:
        body = b""
    return hashlib.sha256(str(path.relative_to(folder)).encode() + b"\0" + body).digest()


def _shown(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"
