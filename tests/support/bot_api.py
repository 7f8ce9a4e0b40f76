"""A small local Bot API server: long polling, webhook pushes and faults, as Telegram's own server does them.

Rules that matter here, from the source of telegram-bot-api: an update stays until an offset above it is asked for;
a webhook gets one update at a time per chat, and again until it says 2xx (`Retry-After` is kept to, else the wait
doubles); a second poller gets 409; the same offset twice within half a second gets one update only.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

TOKEN = "123456:TEST-token_of_the_tests_only_0000"


@dataclass
class Call:
    """One call of the bot, and when it came (seconds of the monotonic clock)."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 200
    result: Any = None


@dataclass
class Fault:
    """What goes wrong with the next calls. `reset`, `502` and what Telegram refuses come before the call is
    carried out, `reset_after` and `bad_json` after it."""

    kind: str  # 400 | 401 | 403 | 429 | 502 | reset | reset_after | bad_json | odd_json (a log-in page's)
    method: str = "sendMessage"
    count: int = 1
    retry_after: int = 1
    chat_id: int | None = None
    description: str = "Bad Request: message to be replied not found"
    migrated_to: int = 0


@dataclass
class BotApi:
    """Use as `async with BotApi() as api`; `api.url` is the TELEGRAM_BASE_URL."""

    webhooks: list[str] = field(default_factory=list)
    """Push targets as a load balancer would choose them; empty: the bot polls."""
    secret: str = ""
    backoff: float = 0.1
    """First wait before a push is repeated; it doubles up to 20 times this."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Results of methods that need another one than True, or functions that give them for the parameters."""
    calls: list[Call] = field(default_factory=list)
    reads: list[tuple[int, float]] = field(default_factory=list)
    """The offsets that getUpdates was called with, and when."""
    faults: list[Fault] = field(default_factory=list)
    latency: float = 0.0

    def __post_init__(self) -> None:
        self.pending: dict[int, dict[str, Any]] = {}
        self._ids = itertools.count(random.randrange(10**6, 10**9, 10**6))
        self._messages = itertools.count(1)
        self._news = asyncio.Event()
        self._poller = 0
        self._polled: tuple[int, float] = (-1, 0.0)
        self._chats: dict[str, deque[dict[str, Any]]] = defaultdict(deque)
        self._pushers: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = ClientSession(timeout=ClientTimeout(total=60))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._pushers.values():
            task.cancel()
        await asyncio.gather(*self._pushers.values(), return_exceptions=True)
        await self._client.close()
        await self._runner.cleanup()

    # ── The people's side ──

    def ask(self, chat_id: int, text: str, *, chat_type: str = "private", **extra: Any) -> int:
        """A person writes; gives the id of the update."""
        sender = {"id": abs(chat_id), "is_bot": False, "first_name": "Ann"}
        chat = {"id": chat_id, "type": chat_type, **({"title": "A group"} if chat_type != "private" else {})}
        message = {"message_id": next(self._messages), "date": int(time.time()), "chat": chat, "from": sender}
        return self.update("message", {**message, "text": text, **extra})

    def update(self, kind: str, body: Any) -> int:
        """Any update."""
        update_id = next(self._ids)
        update = {"update_id": update_id, kind: body}
        self.pending[update_id] = update
        if self.webhooks:
            place = body.get("chat") if isinstance(body, dict) else None
            chat = str(place.get("id", "")) if isinstance(place, dict) else ""
            self._chats[chat].append(update)
            if chat not in self._pushers or self._pushers[chat].done():
                self._pushers[chat] = asyncio.create_task(self._push(chat))
        self._news.set()
        return update_id

    def sent(self, chat_id: int | None = None) -> list[dict[str, Any]]:
        """The messages that were carried out, oldest first."""
        done = [call.params for call in self.calls if call.method == "sendMessage" and call.status == 200]
        return [params for params in done if chat_id in (None, int(params["chat_id"]))]

    async def until(self, condition: Callable[[], bool], timeout: float = 20.0) -> bool:  # noqa: ASYNC109
        """Wait for a condition; says whether it came true."""
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.02)
        return True

    # ── The bot's side ──

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = dict(request.query) | await _body(request)
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        if method == "getUpdates":
            return await self._get_updates(request, params)
        if self.latency:
            await asyncio.sleep(self.latency)
        call = Call(method, params, time.monotonic())
        self.calls.append(call)
        fault = self._fault(method, params)
        if fault and fault.kind in ("400", "401", "403"):
            call.status = int(fault.kind)
            return _error(call.status, fault.description, migrated_to=fault.migrated_to)
        if method.startswith("send") and not re.fullmatch(r"-?\d{1,18}", str(params.get("chat_id", ""))):
            call.status = 400
            return _error(400, "Bad Request: chat not found")
        if fault and fault.kind in ("429", "502", "reset"):
            call.status = 0 if fault.kind == "reset" else int(fault.kind)
            if fault.kind == "reset":
                return _hang_up(request)
            if fault.kind == "502":
                return web.Response(status=502, text="<html>Bad Gateway</html>")
            return _error(429, f"Too Many Requests: retry after {fault.retry_after}", fault.retry_after)
        call.result = self._result(method, params)
        result = {"ok": True, "result": call.result}
        if fault and fault.kind == "reset_after":
            return _hang_up(request)
        if fault:
            text = '{"page": "log in"}' if fault.kind == "odd_json" else json.dumps(result)[:-9]
            return web.Response(text=text, content_type="application/json")
        return web.json_response(result)

    def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method in self.answers:
            answer = self.answers[method]
            return answer(params) if callable(answer) else answer
        if method == "getMe":
            bot = {"id": 123456, "is_bot": True, "first_name": "Lupus bot", "username": "lupus_test_bot"}
            return bot | {"can_join_groups": True, "can_read_all_group_messages": False}
        if method == "getWebhookInfo":
            url = self.webhooks[0] if self.webhooks else ""
            return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if method.startswith(("send", "editMessage", "copy", "forward")):
            chat = {"id": int(params.get("chat_id", 0)), "type": "private"}
            number = int(params.get("message_id") or next(self._messages))
            return {
                "message_id": number,
                "date": int(time.time()),
                "chat": chat,
                "text": params.get("text", ""),
            }
        if method in ("getMyDescription", "getMyShortDescription"):
            return {"description" if method == "getMyDescription" else "short_description": ""}
        return [] if method == "getMyCommands" else True

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            chat = str(fault.chat_id) == str(params.get("chat_id")) or fault.chat_id is None
            if fault.count > 0 and fault.method == method and chat:
                fault.count -= 1
                return fault
        return None

    async def _get_updates(self, request: web.Request, params: dict[str, Any]) -> web.StreamResponse:
        fault = self._fault("getUpdates", params)
        if fault and fault.kind == "reset":
            return _hang_up(request)
        if fault and fault.kind.endswith("json"):
            text = '{"ok": true, "result": [{"upd' if fault.kind == "bad_json" else '{"page": "log in"}'
            return web.Response(text=text, content_type="application/json")
        if fault:
            wait = fault.retry_after if fault.kind == "429" else 0
            return _error(int(fault.kind), "Conflict: terminated by other getUpdates request", wait)
        if self.webhooks:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active", 0)
        self._poller += 1
        mine, offset = self._poller, int(params.get("offset") or 0)
        self.reads.append((offset, time.monotonic()))
        for update_id in [number for number in self.pending if number < offset]:
            del self.pending[update_id]
        soon = offset == self._polled[0] and time.monotonic() - self._polled[1] < 0.5
        limit = 1 if soon and offset else int(params.get("limit") or 100)
        end = time.monotonic() + float(params.get("timeout") or 0)
        while not self.pending and time.monotonic() < end and mine == self._poller:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(0.2, max(0.01, end - time.monotonic())))
            except TimeoutError:
                continue
        if mine != self._poller:
            return _error(409, "Conflict: terminated by other getUpdates request", 0)
        self._polled = (offset, time.monotonic())
        return web.json_response(
            {"ok": True, "result": [self.pending[n] for n in sorted(self.pending)][:limit]}
        )

    async def _push(self, chat: str) -> None:
        queue, wait = self._chats[chat], self.backoff
        while queue:
            update, later = queue[0], None
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
            try:
                async with self._client.post(
                    random.choice(self.webhooks), json=update, headers=headers
                ) as reply:
                    if 200 <= reply.status < 300:
                        self.pending.pop(update["update_id"], None)
                        queue.popleft()
                        wait = self.backoff
                        continue
                    later = reply.headers.get("Retry-After")
            except (OSError, TimeoutError, ClientError):
                pass  # nobody there, or hung up: as good as a 5xx
            await asyncio.sleep(float(later) if later else wait)
            wait = min(wait * 2, self.backoff * 20)


async def _body(request: web.Request) -> dict[str, Any]:
    """The parameters. A bot that was killed in mid-request gets its 400, which nobody reads."""
    if request.content_type == "application/json":
        return dict(await request.json())
    try:
        return dict(await request.post())
    except ConnectionError:
        raise web.HTTPBadRequest from None


def _error(code: int, description: str, retry_after: int = 0, migrated_to: int = 0) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if retry_after:
        body["parameters"] = {"retry_after": retry_after}
    if migrated_to:
        body["parameters"] = {"migrate_to_chat_id": migrated_to}
    return web.json_response(body, status=code)


def _hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
