"""Which store: by the form of DATABASE_URL."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import SettingsError
from bot.store import Store
from bot.store.sqlite import SqliteStore


def store_for(address: str) -> Store:
    """The store at `sqlite:///path` or `postgresql://…`. Raises SettingsError if its library is missing."""
    if address.startswith("sqlite:///"):
        return SqliteStore(Path(address.removeprefix("sqlite:///")).expanduser())
    try:
        from bot.store.postgres import PostgresStore
    except ImportError:
        raise SettingsError(
            "DATABASE_URL names a PostgreSQL server, which needs an extra: pip install 'lupus-bot[webhook]'"
        ) from None
    return PostgresStore(address)
