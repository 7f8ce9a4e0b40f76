"""The webhook: 200 only after the answer is out, else 503 and when to come again. Telegram keeps the order."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import math
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.errors import SettingsError
from bot.delivery.ledger import Ledger
from bot.ops import metrics
from bot.ops.logs import event
from bot.settings import Settings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
BODY_LIMIT = 1_048_576
DRAINING_AGAIN = 1
LONGEST_AGAIN = 3600
"""Telegram keeps to a Retry-After of at most an hour."""


class Webhook:
    """Settles the updates that Telegram pushes to the path of WEBHOOK_URL."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._secret = settings.webhook_secret.get_secret_value().encode()
        self._ledger = ledger
        self._draining = False
        self._address = (settings.webhook_host, settings.webhook_port)
        path = urlsplit(settings.webhook_url).path or "/"
        config = uvicorn.Config(
            Starlette(routes=[Route(path, self._receive, methods=["POST"])]),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set. Raises SettingsError if the port is taken."""
        host, port = self._address
        try:
            listener = socket.create_server((host, port), family=_family(host))
        except OSError as error:
            raise SettingsError(
                f"WEBHOOK_PORT {port} on {host} cannot be used: {error.strerror or error}."
            ) from None
        self._serving = asyncio.create_task(self._server.serve([listener]))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((self._serving, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._serving.done():  # it never ends by itself: better a restart than a bot that hears nothing
            self._serving.result()
            raise RuntimeError("the webhook server stopped")

    async def finish(self, seconds: float) -> None:
        """Say 503 to what is new, let what is in hand finish within `seconds`, and stop listening."""
        self._draining = True
        await self._ledger.drain(seconds)
        self._server.should_exit = True
        if self._serving is not None:
            await asyncio.wait((self._serving,), timeout=3)

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            event("unauthorised push")
            return Response(status_code=401)
        if self._draining:
            return _again(DRAINING_AGAIN)
        update = await _update_of(request)
        if update is None:
            # Telegram would repeat it for a day and hold its chat: confirm, and count.
            metrics.UPDATES.labels("unreadable").inc()
            return Response(status_code=200)
        settled = await self._ledger.settle(update)
        return Response(status_code=200) if settled.confirm else _again(settled.again)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of `serve`."""
        yield


async def _update_of(request: Request) -> dict[str, Any] | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return None
        update = json.loads(body)
    except (ValueError, RecursionError, ClientDisconnect):
        return None
    return update if isinstance(update, dict) else None


def _again(seconds: float) -> Response:
    wait = min(LONGEST_AGAIN, max(1, math.ceil(seconds)))
    return Response(status_code=503, headers={"Retry-After": str(wait)})
