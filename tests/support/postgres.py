"""A real PostgreSQL server for tests, from the installed binaries, run by an unprivileged user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.support.processes import free_port


def binaries() -> Path | None:
    """The folder of the newest server binaries, or None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("postgres")
    return Path(elsewhere).parent if elsewhere else None


class PostgresServer:
    """Start, kill and start again; `address` is its DATABASE_URL."""

    def __init__(self) -> None:
        folder = binaries()
        assert folder is not None
        self._bin = folder
        self.port = free_port()
        self._data = Path(tempfile.mkdtemp(prefix="lupus-pg-"))
        # The server refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._data, self._user, self._user)
        self._run("initdb", "-D", str(self._data / "db"), "-A", "trust", "-U", "lupus", "--no-sync")
        self.address = f"postgresql://lupus@127.0.0.1:{self.port}/postgres"
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = ["-p", str(self.port), "-k", str(self._data), "-h", "127.0.0.1"]
        command = [str(self._bin / "postgres"), "-D", str(self._data / "db"), *options]
        self._server = subprocess.Popen(
            command, user=self._user, cwd=self._data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ask = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(200):
            if subprocess.run(ask, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL did not start")

    def database(self, name: str) -> str:
        """A new database on this server; gives its DATABASE_URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "lupus", name)
        return self.address.removesuffix("postgres") + name

    def kill(self) -> None:
        """`kill -9` of the server; its children follow."""
        assert self._server is not None
        self._server.send_signal(signal.SIGKILL)
        self._server.wait()

    def remove(self) -> None:
        """Stop it, and delete its data."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        shutil.rmtree(self._data, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._bin / name), *arguments],
            check=True,
            user=self._user,
            cwd=self._data,
            capture_output=True,
        )
