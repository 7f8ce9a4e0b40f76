"""The store in PostgreSQL: for several replicas behind one webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from bot.store import Claim, Count, StoreError
from bot.store.resting import Rest

SCHEMA_VERSION = 1
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 3.0
CLOCK_SLACK = 5.0
"""A row from further in the future than this was written before the server's clock was set back."""
_LOCK = 7_305_872  # any number, the same for every replica: one of them creates the tables

_SCHEMA = """
create table if not exists lupus_version (version integer not null);
create table if not exists lupus_ledger (
    update_id bigint primary key, done boolean not null, owner text not null, tries integer not null,
    at timestamptz not null
);
create table if not exists lupus_groups (chat_id bigint primary key, settings text not null, leave_at timestamptz);
create table if not exists lupus_counts (
    day date not null, name text not null, label text not null, number bigint not null,
    primary key (day, name, label)
);
"""
_CLAIM = """
with taken as (
    insert into lupus_ledger values (%(id)s, false, %(owner)s, 1, now())
    on conflict (update_id) do update set owner = %(owner)s, tries = lupus_ledger.tries + 1, at = now()
    where not lupus_ledger.done and (lupus_ledger.owner in (%(owner)s, '')
        or lupus_ledger.at <= now() - make_interval(secs => %(lease)s)
        or lupus_ledger.at > now() + make_interval(secs => %(slack)s))
    returning tries
)
select 'go', tries from taken
union all select case when done then 'done' else 'busy' end, tries from lupus_ledger
    where update_id = %(id)s and not exists (select from taken)
"""


class PostgresStore:
    """PostgreSQL over two connections, opened anew when they break. Times are the server's.

    Marks of what is done have a connection of their own: each moment that one waits behind others is a moment in
    which a crash would repeat an answer.
    """

    def __init__(self, address: str) -> None:
        self._line = _Line(address)
        self._marks = _Line(address)

    async def open(self) -> None:
        """Connect and create the tables. Raises StoreError; later calls try anew."""
        await self._line.run("select 1")
        await self._marks.run("select 1")

    async def close(self) -> None:
        """Close the connection."""
        await self._line.close()
        await self._marks.close()

    async def ping(self) -> None:
        """Return if the server takes writes."""
        rows = await self._line.run("select pg_is_in_recovery()")
        if rows[0][0]:
            raise StoreError("PostgreSQL: the server is read-only (a standby)")

    async def claim(self, update_id: int, owner: str, lease: float) -> Claim:
        """See Store."""
        values = {"id": update_id, "owner": owner, "lease": lease, "slack": CLOCK_SLACK}
        rows = await self._line.run(_CLAIM, values)
        if not rows:  # another replica wrote the row between our two looks at the table
            return Claim("busy")
        state, tries = rows[0]
        return Claim(state, tries)

    async def release(self, update_id: int, *, counted: bool) -> None:
        """See Store."""
        await self._marks.run(
            "update lupus_ledger set owner = '', tries = tries - %s where update_id = %s and not done",
            (0 if counted else 1, update_id),
        )

    async def done(self, update_id: int) -> None:
        """See Store."""
        await self._marks.run(
            "insert into lupus_ledger values (%s, true, '', 1, now()) "
            "on conflict (update_id) do update set done = true, at = now()",
            (update_id,),
        )

    async def purge(self, older_than: float) -> None:
        """See Store."""
        await self._line.run(
            "delete from lupus_ledger where at < now() - make_interval(secs => %s)", (older_than,)
        )
        await self._line.run("delete from lupus_groups where leave_at <= now()")

    async def group(self, chat_id: int) -> str | None:
        """See Store."""
        rows = await self._line.run("select settings from lupus_groups where chat_id = %s", (chat_id,))
        return str(rows[0][0]) if rows else None

    async def keep_group(self, chat_id: int, settings: str) -> None:
        """See Store."""
        await self._line.run(
            "insert into lupus_groups values (%s, %s, null) "
            "on conflict (chat_id) do update set settings = excluded.settings, leave_at = null",
            (chat_id, settings),
        )

    async def move_group(self, old: int, new: int) -> None:
        """See Store."""
        await self._line.run(
            "with moved as (delete from lupus_groups where chat_id = %s returning settings, leave_at) "
            "insert into lupus_groups select %s, settings, leave_at from moved on conflict (chat_id) "
            "do update set settings = excluded.settings, leave_at = excluded.leave_at",
            (old, new),
        )

    async def leave_group(self, chat_id: int, after: float) -> None:
        """See Store."""
        if after <= 0:
            await self._line.run("delete from lupus_groups where chat_id = %s", (chat_id,))
        else:
            await self._line.run(
                "update lupus_groups set leave_at = now() + make_interval(secs => %s) where chat_id = %s",
                (after, chat_id),
            )

    async def count(self, day: date, name: str, label: str) -> None:
        """See Store."""
        await self._line.run(
            "insert into lupus_counts values (%s, %s, %s, 1) on conflict (day, name, label) "
            "do update set number = lupus_counts.number + 1",
            (day, name, label),
        )

    async def counts(self, since: date) -> tuple[Count, ...]:
        """See Store."""
        rows = await self._line.run(
            "select day, name, label, number from lupus_counts where day >= %s order by day, name, label",
            (since,),
        )
        return tuple(Count(*row) for row in rows)


class _Line:
    """One connection and those who wait for it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()
        self._rest = Rest()

    async def close(self) -> None:
        """Close the connection."""
        async with self._lock:
            await self._let_go()

    async def run(
        self, statement: str, values: Sequence[object] | dict[str, object] | None = None
    ) -> list[Any]:
        """The rows of one constant statement. Raises StoreError."""
        async with self._lock:
            self._rest.check()
            try:
                async with asyncio.timeout(CONNECT_SECONDS + STATEMENT_SECONDS):
                    try:
                        return await self._execute(statement, values)
                    except psycopg.OperationalError:
                        # The server may have restarted since the last statement; every statement may be repeated.
                        await self._let_go()
                        return await self._execute(statement, values)
            except (psycopg.Error, OSError, TimeoutError) as error:
                self._rest.begin()
                await self._let_go()
                raise StoreError(f"PostgreSQL: {type(error).__name__}") from error
            except asyncio.CancelledError:
                await self._let_go()  # half-read answers must not reach the next statement
                raise

    async def _execute(
        self, statement: str, values: Sequence[object] | dict[str, object] | None
    ) -> list[Any]:
        if self._connection is None:
            self._connection = await self._connect()
        # Every statement is a constant of this module.
        cursor = await self._connection.execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection: psycopg.AsyncConnection[Any] = await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=CONNECT_SECONDS, application_name="lupus-bot"
        )
        try:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
                await connection.execute(_SCHEMA)
                row = await (await connection.execute("select max(version) from lupus_version")).fetchone()
                version = row[0] if row else None
                if version is None:
                    await connection.execute("insert into lupus_version values (%s)", (SCHEMA_VERSION,))
                elif version > SCHEMA_VERSION:
                    raise StoreError(
                        "PostgreSQL: written by a newer version of lupus-bot: update the program"
                    )
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _let_go(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()
