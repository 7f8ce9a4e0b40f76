"""A tiny content folder: enough for one of everything, small enough to read."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

CARDS = {
    "garden/roses": """
        id: garden.roses
        title: When do roses flower?
        utterances:
          - when do roses flower
          - what month do my roses bloom
          - how long until the rose buds open
        answer: |
          Roses flower in June. Most go on until autumn. Cut them back in spring.
        more: |
          Old roses flower once a year.
        get_help: |
          Ask a gardener.
        related: [garden.tulips]
        facts: [F001]
        sources:
          - title: Roses
            url: https://example.org/roses
            publisher: Garden Society
            read: 2026-11
        review:
          status: draft
          due: 2027-05-24
    """,
    "garden/tulips": """
        id: garden.tulips
        title: When do I plant tulips?
        utterances:
          - when do i plant tulips
          - what time of year do tulip bulbs go in the ground
          - is november too late for tulip bulbs
        answer: |
          Plant tulips in November. Put them deep.
        get_help: |
          Ask a gardener.
        sources:
          - title: Tulips
            url: https://example.org/tulips
            publisher: Garden Society
            read: 2026-10
    """,
    "pond/frogs": """
        id: pond.frogs
        title: How do I help frogs?
        utterances:
          - how do i help frogs
          - what can i do for the frogs in my pond
          - frogs need somewhere to hide
        answer: |
          Leave a pile of wood by the pond. Frogs hide in it.
    """,
}
ASKED = ("when do roses flower", "how do i help frogs", "is november too late for tulip bulbs")
"""Questions that these cards answer."""
FACTS = """
F001:
  text: Roses flower in June.
  publisher: Garden Society
"""


def write_tiny_content(folder: Path) -> Path:
    """Write the cards and the facts into a folder, and return it."""
    for name, body in CARDS.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_dedented(body), encoding="utf-8")
    (folder / "_facts.yaml").write_text(FACTS, encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _dedented(body: str) -> str:
    return dedent(body).strip() + "\n"
