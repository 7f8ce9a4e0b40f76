"""A secret word, a name and a number that nothing may keep, and a search for them."""

from __future__ import annotations

import io
from pathlib import Path

from bot.ops import metrics
from tests.channels.telegram.wire import GROUP, Json

WORD = "quuxzanzibarword"
NAME = "Quuxanne"
USERNAME = "quux_user_name"
NUMBER = 7_654_321_987_654
PERSON: Json = {"id": NUMBER, "is_bot": False, "first_name": NAME, "username": USERNAME}
THEIRS: Json = {"id": NUMBER, "type": "private", "first_name": NAME, "username": USERNAME}
NAMED = {**GROUP, "title": f"Group of {NAME}"}
FILE = {"file_id": WORD, "file_unique_id": WORD}


def as_a_row_number(number: int) -> bytes:
    """A whole number as SQLite keeps it in a key: seven bits a byte, the first bit set in all but the last."""
    low = [number >> (7 * place) & 0x7F for place in range(8) if number >> (7 * place)]
    return bytes([*(each | 0x80 for each in reversed(low[1:])), low[0]])


SECRETS = (
    *(secret.encode() for secret in (WORD, NAME, USERNAME, str(NUMBER))),
    NUMBER.to_bytes(6, "big"),
    as_a_row_number(NUMBER),
)


class Watched:
    """Everything that could keep a secret: the state folder with its caches, both kinds of log, the metrics."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self.logs = io.StringIO()

    def found(self) -> list[str]:
        """Where a secret is."""
        files = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        places = {path.name: path.read_bytes() for path in files}
        places["the log"] = self.logs.getvalue().encode()
        places["the metrics"] = metrics.page()
        return sorted(
            {
                name
                for name, content in places.items()
                if any(secret.lower() in content.lower() for secret in SECRETS)
            }
        )
