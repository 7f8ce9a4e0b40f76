"""The commands of those who own the answers: check, due, new, pack, evaluate, schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.plain import as_json
from bot.content.library import load_library
from bot.core.errors import ContentError
from bot.dialogue.conversation import answer
from bot.dialogue.reply import Remembered
from bot.options import Intents, day_of, folder_of, stop
from bot.settings import load_settings

# What each command needs is imported inside it, so that starting the bot does not wait for the reviewers' tools.


def check(
    intents: Intents = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as problems too.")] = False,
    accepted: Annotated[Path | None, typer.Option("--accepted", help="Accepted warnings.")] = None,
    on: Annotated[str, typer.Option("--on", help="As if today were this date.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Without asking the engine.")] = False,
) -> None:
    """Every problem in the content at once: file, line, what, and what to do.

    The engine is asked too where each phrasing would lead if it were not there. It learns the content for that: a
    minute the first time and after a change, seconds where it is learned already.
    """
    from bot.review.accepted import without_accepted
    from bot.review.check import check as check_content
    from bot.review.misplaced import Misplaced, misplaced_in

    settings = load_settings()
    folder = folder_of(settings, intents)
    problems = check_content(folder, day_of(on))
    if quick:
        asked = Misplaced(unasked="left out by --quick")
    elif any(problem.severity == "error" for problem in problems):
        asked = Misplaced(unasked="the errors come first")
    else:
        asked = misplaced_in(load_library(folder), settings.state_folder / "cache")
    problems += asked.warnings
    if accepted is not None:
        problems = without_accepted(problems, accepted, nearly=asked.nearly, complete=not asked.unasked)
    for problem in problems:
        typer.echo(str(problem))
    if asked.unasked:
        typer.echo(f"Not asked where the engine would send each phrasing: {asked.unasked}.")
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(f"{errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if errors or (strict and problems) else 0)


def due(
    by: Annotated[str, typer.Option("--by", help="Due on or before this date (default: today).")] = "",
    intents: Intents = None,
) -> None:
    """The cards and notices that are due for review, oldest first."""
    from bot.review.due import due_by

    library = load_library(folder_of(load_settings(), intents))
    rows = due_by(library, day_of(by))
    for row in rows:
        typer.echo(f"{row.day if row.day > date.min else 'no date   '}  {row.id}  {row.title}")
    typer.echo(f"{len(rows)} of {len(library.cards)} cards and {len(library.red_flags.flags)} notices")


def new(card_id: Annotated[str, typer.Argument(metavar="ID")], intents: Intents = None) -> None:
    """Make an empty card and the file for what people ask."""
    from bot.review.new_card import new_card

    folder = folder_of(load_settings(), intents)
    questions = folder.parent / "tests" / "questions"
    try:
        written = new_card(folder, questions if questions.is_dir() else None, card_id, date.today())
    except ValueError:
        stop("An id is <topic>.<name>, in lower-case letters, digits and _: medicines.new_medicine")
    except FileExistsError as error:
        stop(f"{error.filename} is there already. Nothing was changed in it.")
    for path in written:
        typer.echo(f"Wrote {path}")
    typer.echo("Fill them in, then run `lupus-bot check`.")


def pack(
    out: Annotated[Path, typer.Option("--out", help="The page to write.")],
    intents: Intents = None,
) -> None:
    """One page with every answer beside its facts and sources, for reviewers."""
    from bot.review.pack import write_pack

    library = load_library(folder_of(load_settings(), intents))
    try:
        write_pack(library, out, date.today())
    except ImportError:
        stop("The review pack needs an extra: pip install 'lupus-bot[review]'")
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}).")
    typer.echo(f"Wrote {out}")


def evaluate(
    questions: Annotated[
        Path, typer.Argument(metavar="FILE", help="Labelled questions: .jsonl, .yaml or a folder of .yaml.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the report.")] = None,
    compare: Annotated[Path | None, typer.Option("--compare", help="An older report's JSON.")] = None,
    intents: Intents = None,
) -> None:
    """How well the bot understands a file of labelled questions."""
    from bot.app import build
    from bot.review.evaluate_report import read_older, run
    from bot.review.labelled import read_rows

    settings = load_settings()
    folder = folder_of(settings, intents)
    notices = load_library(folder).red_flags.notices
    try:
        # Before the engine is built: a wrong name should not have to wait.
        rows = read_rows(questions, {notice.id: notice.level for notice in notices})
        older = read_older(compare) if compare is not None else None
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}.")
    except (ContentError, ValueError) as error:
        stop(str(error))
    assistant = build(settings, folder).assistant

    def last_turn(turns: Sequence[str]) -> dict[str, object]:
        remembered = Remembered()
        for position, text in enumerate(turns):
            turn = answer(assistant, text, remembered, now=position * 120.0)
            remembered = turn.remembered
        return as_json(turn)

    run(rows, last_turn, out=out, older=older)


def schema() -> None:
    """The JSON Schema of a card, for editors: write it to intents/card.schema.json."""
    from bot.content.schema import card_schema

    typer.echo(json.dumps(card_schema(), indent=2))


COMMANDS = (check, due, new, pack, evaluate, schema)
