"""The rules of the house that no type checker holds: who may import whom, what is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.content.library import packaged_intents
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"
ROOMS_THAT = {  # room → what it may import of the program
    "core": {"core"},
    "content": {"core", "content"},
    "dialogue": {"core", "dialogue"},
    "encoder": {"core", "encoder"},
    "store": {"core", "dialogue", "store"},
    "channels": {"core", "dialogue", "channels", "delivery", "store", "ops", "settings", "app", "content"},
    "delivery": {"core", "dialogue", "delivery", "store", "ops", "settings"},
    "ops": {
        "core",
        "dialogue",
        "delivery",
        "store",
        "ops",
        "settings",
        "options",
        "app",
        "content",
        "review",
    },
}
NOT_OURS = {"XDG_STATE_HOME", "NOTIFY_SOCKET", "WATCHDOG_USEC"}  # set by the desktop and by systemd
ONLY_IN = {
    "telegram": ("channels/telegram", "delivery", "ops"),
    "yaml": ("content",),
    "rapidfuzz": ("core", "review"),
}


def modules() -> list[Path]:
    return sorted(path for path in BOT.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(BOT).as_posix())
def test_a_room_imports_only_the_rooms_that_it_may(path: Path) -> None:
    room = path.relative_to(BOT).parts[0]
    allowed = ROOMS_THAT.get(room)
    if path == BOT / "encoder" / "make.py":
        return  # a script that makes the model from the content; the bot never imports it
    for name in imports(path):
        if allowed is not None and name.startswith("bot."):
            assert name.split(".")[1] in allowed, f"{room} imports {name}"
        top = name.split(".")[0]
        if top in ONLY_IN:
            place = path.relative_to(BOT).as_posix()
            assert place.startswith(ONLY_IN[top]), f"{place} imports {top}"


@pytest.mark.parametrize("path", sorted((BOT / "core").rglob("*.py")), ids=lambda path: path.stem)
def test_the_core_touches_no_file_clock_or_network(path: Path) -> None:
    forbidden = {"os", "io", "pathlib", "time", "socket", "asyncio", "telegram", "yaml", "datetime.datetime"}
    assert not imports(path) & forbidden
    assert not re.search(r"\bopen\(|\.now\(|\.today\(", path.read_text(encoding="utf-8"))


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(BOT).as_posix()
        for path in modules()
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == []  # pydantic-settings does it, in settings.py


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields} - NOT_OURS


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    example = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg]
    defaults = Settings()
    assert {**example.model_dump(), "state_dir": None} == {**defaults.model_dump(), "state_dir": None}


def test_every_key_of_the_wording_that_the_code_names_exists(library) -> None:  # type: ignore[no-untyped-def]
    named = set()
    for path in modules():
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'wording\["([a-z_]+)"\]', text))
        named |= set(re.findall(r'say\([a-z_.]*wording, "([a-z_]+)"', text))
    assert named
    assert named <= set(library.wording)


def test_the_project_names_nothing_outside_itself() -> None:
    outside = re.compile(r"\.\./shared|/work/|nhs-facts\.md|intents-map|questions-dev|urgent-dev|tgsim")
    here = Path(__file__).name
    for path in [
        *modules(),
        *(ROOT / "tests").rglob("*.py"),
        ROOT / "README.md",
        *packaged_intents().rglob("*.yaml"),
    ]:
        if path.name != here:
            assert not outside.search(path.read_text(encoding="utf-8")), path
