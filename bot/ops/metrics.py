"""What is counted, with labels from fixed lists: no person, no chat, no text. Served at /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

UPDATES = Counter(
    "lupus_updates_total",
    "Updates by outcome: answered, silent, gone, later, failed, apologised, repeat, busy, too_old, unreadable.",
    ("outcome",),
    registry=REGISTRY,
)
DECISIONS = Counter(
    "lupus_decisions_total",
    "Questions by decision: answer, clarify, fallback, out_of_scope, escalate.",
    ("decision",),
    registry=REGISTRY,
)
NOTICES = Counter("lupus_notices_total", "Danger notices by level.", ("level",), registry=REGISTRY)
ANSWER_SECONDS = Histogram(
    "lupus_answer_seconds",
    "From taking an update in hand until its answer was sent.",
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=REGISTRY,
)
WAITING = Gauge("lupus_waiting", "Updates read but not settled.", registry=REGISTRY)
PENDING = Gauge("lupus_pending_updates", "Updates that wait at Telegram (webhook mode).", registry=REGISTRY)
SEND_ERRORS = Counter(
    "lupus_send_errors_total",
    "Failed calls by kind: flood, never_left, uncertain, server, token.",
    ("kind",),
    registry=REGISTRY,
)
RESENDS = Counter("lupus_resends_total", "Calls repeated although they may have arrived.", registry=REGISTRY)
STORE_ERRORS = Counter("lupus_store_errors_total", "Failed calls to the store.", registry=REGISTRY)
POLL_ERRORS = Counter("lupus_poll_errors_total", "Failed reads of updates.", registry=REGISTRY)
RELOADS = Counter("lupus_reloads_total", "Content reloads: done, refused.", ("result",), registry=REGISTRY)
SELF_CHECK = Gauge("lupus_self_check_ok", "1 if the content's own examples are answered.", registry=REGISTRY)
READY = Gauge("lupus_ready", "1 if /readyz says ok.", registry=REGISTRY)
CONTENT = Gauge("lupus_content_info", "The content in use, by digest.", ("digest",), registry=REGISTRY)


def page() -> bytes:
    """All of it, in the text form that Prometheus reads."""
    return generate_latest(REGISTRY)
