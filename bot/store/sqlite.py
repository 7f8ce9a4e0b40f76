"""The store in one SQLite file: the default, with nothing to install."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.store import Claim, Count, StoreError
from bot.store.resting import Rest

SCHEMA_VERSION = 1
BUSY_SECONDS = 2.0
"""How long a statement waits for another process that is writing."""
CLOCK_SLACK = 5.0
"""A row from further in the future than this was written before the clock was set back: its lease is over."""

_SCHEMA = """
create table if not exists ledger (
    update_id integer primary key, done integer not null, owner text not null, tries integer not null,
    at real not null
) without rowid;
create table if not exists groups (chat_id integer primary key, settings text not null, leave_at real);
create table if not exists counts (
    day text not null, name text not null, label text not null, number integer not null,
    primary key (day, name, label)
) without rowid;
"""
_CLAIM = """
insert into ledger values (:id, 0, :owner, 1, :now)
on conflict (update_id) do update set owner = :owner, tries = tries + 1, at = :now
where done = 0 and (owner in (:owner, '') or at <= :now - :lease or at > :now + :slack)
returning tries
"""
T = TypeVar("T")


class SqliteStore:
    """SQLite in write-ahead mode. One thread does all the work, so that the event loop never waits for a disk.

    `synchronous = normal` can lose the last rows in a power cut; that can only repeat an answer.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None
        self._rest = Rest()

    async def open(self) -> None:
        """Create the file and the tables. Raises StoreError; later calls try anew."""
        await self._do(lambda connection: None)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        self._thread.shutdown()

    async def ping(self) -> None:
        """Return if the file can be written."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("begin immediate")
            connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
            connection.execute("commit")

        await self._do(write)

    async def claim(self, update_id: int, owner: str, lease: float) -> Claim:
        """See Store."""
        now = self._clock()
        row = {"id": update_id, "owner": owner, "now": now, "lease": lease, "slack": CLOCK_SLACK}

        def take(connection: sqlite3.Connection) -> Claim:
            taken = connection.execute(_CLAIM, row).fetchone()
            if taken is not None:
                return Claim("go", taken[0])
            found = connection.execute("select done, tries from ledger where update_id = :id", row).fetchone()
            return Claim("done" if found[0] else "busy", found[1])

        return await self._do(take)

    async def release(self, update_id: int, *, counted: bool) -> None:
        """See Store."""
        await self._write(
            "update ledger set owner = '', tries = tries - ? where update_id = ? and done = 0",
            (0 if counted else 1, update_id),
        )

    async def done(self, update_id: int) -> None:
        """See Store."""
        await self._write(
            "insert into ledger values (?, 1, '', 1, ?) on conflict (update_id) do update set done = 1, at = ?",
            (update_id, self._clock(), self._clock()),
        )

    async def purge(self, older_than: float) -> None:
        """See Store."""
        await self._write("delete from ledger where at < ?", (self._clock() - older_than,))
        await self._write("delete from groups where leave_at <= ?", (self._clock(),))

    async def group(self, chat_id: int) -> str | None:
        """See Store."""

        def read(connection: sqlite3.Connection) -> str | None:
            query = "select settings from groups where chat_id = ?"
            row = connection.execute(query, (chat_id,)).fetchone()
            return str(row[0]) if row else None

        return await self._do(read)

    async def keep_group(self, chat_id: int, settings: str) -> None:
        """See Store."""
        await self._write("insert or replace into groups values (?, ?, null)", (chat_id, settings))

    async def move_group(self, old: int, new: int) -> None:
        """See Store."""
        await self._write("update or replace groups set chat_id = ? where chat_id = ?", (new, old))

    async def leave_group(self, chat_id: int, after: float) -> None:
        """See Store."""
        if after <= 0:
            await self._write("delete from groups where chat_id = ?", (chat_id,))
        else:
            leave_at = self._clock() + after
            await self._write("update groups set leave_at = ? where chat_id = ?", (leave_at, chat_id))

    async def count(self, day: date, name: str, label: str) -> None:
        """See Store."""
        await self._write(
            "insert into counts values (?, ?, ?, 1) "
            "on conflict (day, name, label) do update set number = number + 1",
            (day.isoformat(), name, label),
        )

    async def counts(self, since: date) -> tuple[Count, ...]:
        """See Store."""

        def read(connection: sqlite3.Connection) -> tuple[Count, ...]:
            query = "select day, name, label, number from counts where day >= ? order by day, name, label"
            rows = connection.execute(query, (since.isoformat(),)).fetchall()
            return tuple(Count(date.fromisoformat(day), *rest) for day, *rest in rows)

        return await self._do(read)

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        await self._do(lambda connection: connection.execute(statement, values))

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, work)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _in_thread(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._rest.check()
        try:
            if self._connection is None:
                self._connection = self._connect()
            return work(self._connection)
        except (sqlite3.Error, OSError):
            # A file that was full, moved or made read-only is opened anew, not trusted.
            self._rest.begin()
            self._let_go()
            raise

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            version = connection.execute("pragma user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise sqlite3.DatabaseError("written by a newer version of lupus-bot: update the program")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("pragma secure_delete = on")
            if version < SCHEMA_VERSION:
                connection.executescript(_SCHEMA + f"pragma user_version = {SCHEMA_VERSION};")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
