"""The hazard log: docs/hazards.yaml checked, and docs/clinical-safety.md written from it.

python -m bot.review.hazards            check and write the page
python -m bot.review.hazards --check    check only; also fails where the page is out of date
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.reader import Place, read_file
from bot.core.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
LOG = Path("docs/hazards.yaml")
PAGE = Path("docs/clinical-safety.md")
_KEYS = {
    "id": True,
    "hazard": True,
    "cause": True,
    "effect": True,
    "before": True,
    "controls": True,
    "residual": True,
}
_CONTROL_KEYS = {"does": True, "test": False, "person": False}


@dataclass(frozen=True, slots=True)
class Control:
    """What lowers a risk, and the test that proves it; or the person who must do it, where no test can."""

    does: str
    test: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One row of the log, in the form that DCB0129 uses."""

    id: str
    hazard: str
    cause: str
    effect: str
    before: str
    controls: tuple[Control, ...]
    residual: str


def read_hazards(root: Path, problems: list[Problem]) -> tuple[str, tuple[Hazard, ...]]:
    """The page's opening text and the hazards; what is wrong is added to `problems`."""
    keys = read_file(root / LOG, LOG.as_posix(), problems).mapping({"about": True, "hazards": True})
    about = keys["about"].text() if "about" in keys else ""
    hazards = tuple(_hazard(item, root) for item in keys["hazards"].items()) if "hazards" in keys else ()
    seen: set[str] = set()
    for hazard in hazards:
        if hazard.id in seen:
            keys["hazards"].complain(f"`{hazard.id}` stands here twice.", "Number each hazard once.")
        seen.add(hazard.id)
    return about, hazards


def page(about: str, hazards: Sequence[Hazard]) -> str:
    """The whole of clinical-safety.md."""
    lines = [
        "<!-- Made from docs/hazards.yaml by `python -m bot.review.hazards`. Change that file, not this one. -->"
    ]
    lines += ["", about.strip(), "", "## The hazard log", ""]
    for hazard in hazards:
        lines += [f"### {hazard.id}: {hazard.hazard}", ""]
        lines += [f"- **Cause:** {hazard.cause}", f"- **Effect:** {hazard.effect}"]
        lines += [f"- **Risk before controls:** {hazard.before}", "- **Controls:**"]
        for control in hazard.controls:
            proof = f"test `{control.test}`" if control.test else f"not a test: {control.person}"
            lines.append(f"  - {control.does} ({proof})")
        lines += [f"- **Risk that is left:** {hazard.residual}", ""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Check the log and write the page. 0 if all is well, 1 with one line a problem."""
    check_only = "--check" in (sys.argv[1:] if arguments is None else arguments)
    problems: list[Problem] = []
    about, hazards = read_hazards(root, problems)
    text = page(about, hazards)
    written = root / PAGE
    if not problems and not check_only:
        written.write_text(text, encoding="utf-8")
    elif not problems and (not written.is_file() or written.read_text(encoding="utf-8") != text):
        remedy = "Run `python -m bot.review.hazards`."
        problems.append(
            Problem(PAGE.as_posix(), 1, "the page is not the one that hazards.yaml gives.", remedy)
        )
    for problem in sorted(problems):
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _hazard(place: Place, root: Path) -> Hazard:
    keys = place.mapping(_KEYS)
    texts = {key: keys[key].text() for key in _KEYS if key in keys and key != "controls"}
    for key, text in texts.items():
        if not text:
            keys[key].complain(f"`{key}` is empty.", "Write it.")
    controls = tuple(_control(item, root) for item in keys["controls"].items()) if "controls" in keys else ()
    if "controls" in keys and not controls:
        keys["controls"].complain("there is no control.", "Say what lowers the risk.")
    return Hazard(
        id=texts.get("id", ""),
        hazard=texts.get("hazard", ""),
        cause=texts.get("cause", ""),
        effect=texts.get("effect", ""),
        before=texts.get("before", ""),
        controls=controls,
        residual=texts.get("residual", ""),
    )


def _control(place: Place, root: Path) -> Control:
    keys = place.mapping(_CONTROL_KEYS)
    test = keys["test"].text() if "test" in keys else ""
    person = keys["person"].text() if "person" in keys else ""
    if bool(test) == bool(person):
        place.complain(
            "a control has a `test:` or, where none can prove it, a `person:`.", "Name one of them."
        )
    if test and not names_a_test(root, test):
        keys["test"].complain(
            f"there is no test `{test}`.", "Name one that exists: tests/file.py::test_name."
        )
    return Control(keys["does"].text() if "does" in keys else "", test, person)


def names_a_test(root: Path, name: str) -> bool:
    """Whether `tests/…/file.py::test_name` (or `…::Class::test_name`) is there."""
    file, *path = name.split("::")
    source = root / file
    if not path or not file.startswith("tests/") or not source.is_file():
        return False
    body = ast.parse(source.read_text(encoding="utf-8")).body
    for step in path:
        found = [
            node
            for node in body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == step
        ]
        if not found:
            return False
        body = found[0].body
    return path[-1].startswith("test_")


if __name__ == "__main__":
    raise SystemExit(main())
