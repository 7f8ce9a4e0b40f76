"""A strict reader for content files: everything is text, and every mistake has a file and a line.

YAML guesses (`no` is not False, `0117` is not 79), so scalars stay as they are written. Duplicate
keys, anchors, aliases and tags are refused: they hide what a reviewer reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from bot.core.errors import Problem

MAX_FILE_BYTES = 1_048_576
T = TypeVar("T")

_TEXT = "tag:yaml.org,2002:str"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Looks for no dates and numbers: everything stays text, and to look takes a fifth of the reading."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return _TEXT


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a content file with its position; its methods collect problems instead of raising."""

    node: yaml.Node | None
    file: str
    problems: list[Problem]

    @property
    def line(self) -> int:
        """Line in the file, counted from 1."""
        return self.node.start_mark.line + 1 if self.node is not None else 1

    def complain(self, what: str, remedy: str = "") -> None:
        """Note a problem at this place."""
        self.problems.append(Problem(self.file, self.line, what, remedy))

    def mapping(self, known: Mapping[str, bool] | None = None) -> dict[str, Place]:
        """Keys and their places. `known` maps each allowed key to whether it must be there."""
        if self.node is None:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            self.complain("this must be a list of `key: value` lines.", "Write one key a line.")
            return {}
        found: dict[str, Place] = {}
        for key_node, value_node in self.node.value:
            key = Place(key_node, self.file, self.problems)
            name = key.text()
            if name in found:
                key.complain(f"`{name}` stands here twice.", "Keep one of them.")
            elif known is not None and name not in known:
                key.complain(f"`{name}` is not a key that is known here.", f"Known: {', '.join(known)}.")
            else:
                found[name] = Place(value_node, self.file, self.problems)
        for name, required in (known or {}).items():
            if required and name not in found:
                self.complain(f"`{name}` is missing.", "Add it.")
        return found

    def items(self) -> Iterator[Place]:
        """The places of a list's items; an empty value counts as an empty list."""
        if self.node is None or (isinstance(self.node, yaml.ScalarNode) and self.node.value == ""):
            return
        if not isinstance(self.node, yaml.SequenceNode):
            self.complain("this must be a list.", 'Start each item with "- ".')
            return
        for item in self.node.value:
            yield Place(item, self.file, self.problems)

    def text(self) -> str:
        """The text as written, without blank space around it."""
        if self.node is None:
            return ""
        if not isinstance(self.node, yaml.ScalarNode):
            self.complain("this must be plain text.", "Put it in double quotes if it has a colon in it.")
            return ""
        return str(self.node.value).strip()

    def texts(self) -> tuple[str, ...]:
        """The items of a list of texts; empty ones are problems."""
        if isinstance(self.node, yaml.SequenceNode):
            plain = [item.value.strip() for item in self.node.value if isinstance(item, yaml.ScalarNode)]
            if len(plain) == len(self.node.value) and all(plain):
                return tuple(plain)
        found = []
        for item in self.items():
            text = item.text()
            if text:
                found.append(text)
            elif isinstance(item.node, yaml.ScalarNode):
                item.complain("this list item is empty.", "Fill it in or take it out.")
        return tuple(found)

    def lines(self) -> tuple[int, ...]:
        """The line of each item of a list."""
        return tuple(item.line for item in self.items())

    def parsed(self, parse: Callable[[str], T], form: str, otherwise: T) -> T:
        """The text turned into a value by `parse`; `form` says what it looks like when right."""
        try:
            return parse(self.text())
        except ValueError:
            self.complain("this value cannot be read.", f"It looks like {form}.")
            return otherwise


def read_file(path: Path, shown_as: str, problems: list[Problem]) -> Place:
    """The root of one content file; problems are added to `problems`, and nothing is raised."""
    nothing = Place(None, shown_as, problems)
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_FILE_BYTES:
            raise ValueError("it is over 1 MiB")
        text = raw.decode("utf-8-sig")
        _refuse_tricks(text)
        root = yaml.compose(text, Loader=_Loader)
    except OSError as error:
        nothing.complain(f"the file cannot be read ({error.strerror}).", "Check its name and its rights.")
    except UnicodeDecodeError:
        nothing.complain("the file is not UTF-8 text.", "Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        what = f"this is not valid YAML ({error.problem})."
        problems.append(Problem(shown_as, line, what, "Check quotes, colons and indents."))
    except yaml.YAMLError as error:
        nothing.complain(f"this is not valid YAML ({type(error).__name__}).", "Look for an odd character.")
    except _TrickError as error:
        problems.append(Problem(shown_as, error.line, str(error), "Write the text out in plain form."))
    except RecursionError:
        nothing.complain("the file is nested too deeply.", "Write it flat.")
    except ValueError as error:
        nothing.complain(f"the file is not used: {error}.", "Split it.")
    else:
        return Place(root, shown_as, problems)
    return nothing


class _TrickError(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(what)


_MAYBE_TRICK = re.compile(r"""[&*!](?<![^\s\[\]{},:?-].)(?=[^\s"'])""")


def _refuse_tricks(text: str) -> None:
    # Events, not nodes: an alias bomb must be refused before anything expands it. Most files hold no sign that could
    # begin one, and to read those twice would take a tenth of a start.
    if not _MAYBE_TRICK.search(text):
        return
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        line = mark.line + 1 if mark is not None else 1
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            raise _TrickError(line, f"`*{anchor}` is a YAML alias, which is not allowed.")
        if anchor:
            raise _TrickError(line, f"`&{anchor}` is a YAML anchor, which is not allowed.")
        if getattr(event, "tag", None) not in (None, "!"):
            raise _TrickError(line, "a YAML tag (`!…`) is not allowed.")
