"""What the commands share: the content folder, dates, and how a command ends with one clear line."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.content.library import packaged_intents
from bot.settings import Settings

Intents = Annotated[Path | None, typer.Option("--intents", help="Another content folder.")]


def folder_of(settings: Settings, intents: Path | None) -> Path:
    """The content folder: `--intents`, else INTENTS_DIR, else the one that comes with the program."""
    return intents or settings.intents_dir or packaged_intents()


def day_of(text: str) -> date:
    """The date in an option; today if it is empty."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        stop("A date looks like 2026-11-23.")


def stop(message: str) -> NoReturn:
    """End with a line that says what is wrong and what to do, and exit code 2."""
    typer.echo(message, err=True)
    sys.exit(2)
