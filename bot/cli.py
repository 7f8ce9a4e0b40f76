"""`lupus-bot` and its commands. Exit codes: 0 done, 1 problems found, 2 usage or settings."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.channels.plain import answer_line, as_json, explained, with_links
from bot.channels.terminal import TerminalChat
from bot.content.library import load_library
from bot.core.errors import ContentError, SettingsError
from bot.dialogue.conversation import answer
from bot.dialogue.pages import Operator
from bot.dialogue.reply import Remembered, Reply
from bot.ops import commands
from bot.options import Intents, folder_of, stop
from bot.review import commands as reviewing
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.app import Built

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

TERMINAL_HINT = (
    "No TELEGRAM_BOT_TOKEN, so this is the terminal. "
    "For Telegram: ask @BotFather for a token and put TELEGRAM_BOT_TOKEN=<token> into .env."
)


def main() -> None:
    """Run the command line. Mistakes in settings or content end in a clear line, never a traceback."""
    try:
        cli()
    except SettingsError as error:
        stop(str(error))
    except ContentError as error:
        stop(f"The content cannot be used:\n{error}")
    except BrokenPipeError:
        sys.stderr.close()


@cli.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Answers questions about lupus: on Telegram with a token, else here in the terminal."""
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    if settings.token:
        run()
    elif sys.stdin.isatty():
        typer.echo(TERMINAL_HINT)
        chat()
    else:
        _answer_lines(settings, None)


@cli.command()
def run(intents: Intents = None) -> None:
    """Run on Telegram."""
    settings = load_settings()
    if not settings.token:
        stop(
            "TELEGRAM_BOT_TOKEN is missing. Ask @BotFather on Telegram for a token (send /newbot) "
            "and put TELEGRAM_BOT_TOKEN=<token> into .env."
        )
    from bot.channels.telegram.running import run_telegram

    raise typer.Exit(run_telegram(settings, folder_of(settings, intents)))


@cli.command()
def chat(intents: Intents = None) -> None:
    """Talk to the bot in the terminal. Ctrl-D leaves."""
    settings = load_settings()
    console = Console()
    with console.status("Reading the answers. The first time takes a moment."):
        assistant = _build(settings, intents).assistant
    operator = Operator(settings.operator_contact, settings.privacy_url)
    terminal = TerminalChat(assistant, console, operator=operator)
    terminal.run(_typed_lines(console))


@cli.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines in, JSON lines out.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show each step.")] = False,
    intents: Intents = None,
) -> None:
    """Ask one question, or many as JSON lines on standard input."""
    if jsonl == (text is not None) or (jsonl and (as_object or explain)) or (as_object and explain):
        raise typer.BadParameter('ask "a question" [--json | --explain], or ask --jsonl < lines')
    settings = load_settings()
    built = _build(settings, intents)
    assistant = built.assistant
    if jsonl:
        for raw in sys.stdin.buffer:
            line = raw.decode("utf-8", "replace")
            _print_json(answer_line(assistant, line))
        return
    turn = answer(assistant, text or "", Remembered())
    if as_object:
        _print_json(as_json(turn))
        return
    if explain:
        typer.echo("\n".join(explained(assistant.library, turn, built.engine.judge.nearest)) + "\n")
    typer.echo(_as_seen(turn.reply))


@cli.command()
def show(card_id: Annotated[str, typer.Argument(metavar="ID")], intents: Intents = None) -> None:
    """A card as it is sent, with its facts and sources."""
    settings = load_settings()
    folder = folder_of(settings, intents)
    library = load_library(folder)
    if card_id not in library.cards:
        stop(f"There is no card {card_id}. `lupus-bot ask` finds cards by question.")
    from bot.dialogue.composing import answer_blocks, answer_buttons

    card = library.cards[card_id]
    blocks = answer_blocks(library, (card,), today=date.today())
    typer.echo(_as_seen(Reply(blocks, answer_buttons(library, (card,)))))
    if card.more:
        typer.echo(f"\nMore:\n{card.more}")
    typer.echo("\nFacts:")
    for fact_id in card.facts:
        fact = library.facts.get(fact_id)
        typer.echo(f"  {fact_id} {fact.text} [{fact.publisher}]" if fact else f"  {fact_id} (unknown)")
    typer.echo("\nSources:")
    for source in card.sources:
        typer.echo(f"  {source.publisher}, {source.title} {source.url}".rstrip())
    due = card.review.due.isoformat() if card.review.due else "no date"
    typer.echo(f"\nReview: {card.review.status}, due {due}\nFile: {card.file}")


@cli.command()
def links(
    bot: Annotated[str, typer.Option("--bot", help="The name of the bot on Telegram.")] = "<bot>",
    intents: Intents = None,
) -> None:
    """The deep link of each answer: it opens the private chat at that answer."""
    from bot.channels.telegram.links import all_links

    library = load_library(folder_of(load_settings(), intents))
    for title, address in all_links(bot.lstrip("@"), library):
        typer.echo(f"{address}  {title}")


cli.add_typer(commands.webhook, name="webhook")
cli.command()(commands.doctor)
cli.command()(commands.stats)
for _command in reviewing.COMMANDS:
    cli.command()(_command)


def _build(settings: Settings, intents: Path | None) -> Built:
    # Imported here, since `check` and `show` need no engine and it takes a second to load.
    from bot.app import build

    return build(settings, folder_of(settings, intents))


def _answer_lines(settings: Settings, intents: Path | None) -> None:
    assistant = _build(settings, intents).assistant
    remembered = Remembered()
    for raw in sys.stdin.buffer:
        turn = answer(assistant, raw.decode("utf-8", "replace"), remembered)
        remembered = turn.remembered
        typer.echo(f"{_as_seen(turn.reply)}\n")
        sys.stdout.flush()


def _typed_lines(console: Console):  # type: ignore[no-untyped-def]
    while True:
        try:
            yield console.input("[bold]> [/]")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _as_seen(reply: Reply) -> str:
    buttons = [f"[{number}] {button.label}" for number, button in enumerate(reply.buttons, 1)]
    return "\n".join([with_links(reply), *([""] if buttons else []), *buttons])


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
