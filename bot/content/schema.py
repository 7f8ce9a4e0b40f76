"""The JSON Schema of a card, from the keys that the strict reader knows: editors use it for completion."""

from __future__ import annotations

from typing import Any

from bot.content.cards import CARD_KEYS, REVIEW_KEYS, SOURCE_KEYS

_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TEXT = {"type": "string"}
_SHAPES: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "pattern": r"^[a-z0-9_]+\.[a-z0-9_]+$"},
    "title": {"type": "string", "maxLength": 64},
    "utterances": {**_TEXTS, "minItems": 1},
    "related": {**_TEXTS, "maxItems": 4},
    "facts": {"type": "array", "items": {"type": "string", "pattern": r"^F\d{3,4}$"}},
    "sensitive": {"enum": ["yes", "no"]},
    "status": {"enum": ["draft", "approved"]},
    "due": _DAY,
    "on": _DAY,
    "checked": _DAY,
    "read": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "url": {"type": "string", "pattern": "^https?://"},
}


def card_schema() -> dict[str, Any]:
    """The schema as a JSON object (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A card of lupus-bot: one answer",
        **_object(
            CARD_KEYS,
            {
                "not_this": {"type": "array", "items": _object({"ask": True, "card": True}, {})},
                "sources": {"type": "array", "items": _object(SOURCE_KEYS, {})},
                "review": _object(REVIEW_KEYS, {}),
            },
        ),
    }


def _object(keys: dict[str, bool], nested: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, required in keys.items() if required],
        "properties": {key: nested.get(key) or _SHAPES.get(key, _TEXT) for key in keys},
    }
