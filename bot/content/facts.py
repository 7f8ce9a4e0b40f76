"""The numbered facts of `_facts.yaml`."""

from __future__ import annotations

import re

from bot.content.reader import Place
from bot.core.model import Fact

_ID = re.compile(r"F\d{3,4}")
_KEYS = {"text": True, "publisher": True, "title": False, "url": False}


def read_facts(place: Place) -> dict[str, Fact]:
    """Facts by id; what is wrong is added to the place's problems."""
    facts = {}
    for fact_id, body in place.mapping().items():
        if not _ID.fullmatch(fact_id):
            body.complain(f"`{fact_id}` is not a fact number.", "It looks like F001.")
            continue
        keys = body.mapping(_KEYS)
        texts = {key: keys[key].text() for key in keys}
        facts[fact_id] = Fact(
            fact_id,
            texts.get("text", ""),
            texts.get("publisher", ""),
            texts.get("title", ""),
            texts.get("url", ""),
        )
    return facts
