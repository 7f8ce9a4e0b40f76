"""/livez, /readyz and /metrics on a port of their own, for whoever watches the bot. Never for the public."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.core.errors import SettingsError
from bot.ops import metrics

REQUEST_SECONDS = 5.0
_TEXT = "text/plain; charset=utf-8"


class OpsServer:
    """Answers GET. `ready` gives why the bot is not ready, or an empty text."""

    def __init__(self, ready: Callable[[], Awaitable[str]]) -> None:
        self._ready = ready
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises SettingsError if the port is taken."""
        try:
            self._server = await asyncio.start_server(self._serve, host, port, limit=8192)
        except OSError as error:
            raise SettingsError(
                f"OPS_PORT {port} on {host} cannot be used: {error.strerror or error}."
            ) from None
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                method, path, *_ = head.split(b" ", 2)
                status, kind, body = await self._answer(method, path.partition(b"?")[0])
                start = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                writer.write(
                    f"{start}Connection: close\r\n\r\n".encode() + (b"" if method == b"HEAD" else body)
                )
                await writer.drain()
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # not a request, or nobody there any more
        finally:
            writer.close()

    async def _answer(self, method: bytes, path: bytes) -> tuple[str, str, bytes]:
        if method not in (b"GET", b"HEAD"):
            return "405 Method Not Allowed", _TEXT, b"GET only\n"
        if path == b"/livez":
            return "200 OK", _TEXT, b"ok\n"  # the event loop turns, or this would not be sent
        why_not = await self._ready() if path in (b"/readyz", b"/metrics") else ""
        metrics.READY.set(0 if why_not else 1)
        if path == b"/readyz":
            return (
                ("503 Service Unavailable", _TEXT, f"{why_not}\n".encode())
                if why_not
                else ("200 OK", _TEXT, b"ok\n")
            )
        if path == b"/metrics":
            return "200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics.page()
        return "404 Not Found", _TEXT, b"/livez /readyz /metrics\n"
