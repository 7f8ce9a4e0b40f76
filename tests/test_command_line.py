"""The command line is a contract: other tools are built on its JSON, its exit codes and its one-line errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEYS = ["decision", "notice", "answers", "suggestions", "confidence", "text"]


def run(*arguments: str, tiny: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`lupus-bot` in a process of its own, in an empty folder, with the tiny content."""
    settings = {"INTENTS_DIR": str(tiny), "STATE_DIR": str(tiny.parent / "state"), **environment}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    elsewhere = tiny.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=elsewhere,
        env={**kept, "PYTHONPATH": str(Path(__file__).parent.parent), **settings},
        timeout=120,
    )


def lines(result: subprocess.CompletedProcess[str]) -> list[Any]:
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_ask_json_gives_the_object_of_the_contract(tiny: Path) -> None:
    result = run("ask", "--json", "when do roses flower", tiny=tiny)
    (turn,) = lines(result)
    assert list(turn) == KEYS
    assert turn["decision"] == "answer"
    assert turn["answers"] == ["garden.roses"]
    assert turn["notice"] is None
    assert 0.0 < turn["confidence"] <= 1.0
    assert turn["text"].startswith("I understood: When do roses flower?\n\nRoses flower in June.")
    assert "Old roses" not in turn["text"]
    assert "More about this" not in turn["text"]


def test_jsonl_gives_one_line_for_each_whatever_it_holds(tiny: Path) -> None:
    given = [
        '{"text": "when do roses flower"}',
        "",
        "nonsense",
        "{}",
        '{"turns": "x"}',
        '{"text": 3}',
        '{"text": ""}',
        "[]",
    ]
    turns = lines(run("ask", "--jsonl", tiny=tiny, stdin="\n".join(given) + "\n"))
    assert len(turns) == len(given)
    assert turns[0]["answers"] == ["garden.roses"]
    assert [list(turn) for turn in turns[1:6]] == [["error"]] * 5
    assert list(turns[6]) == KEYS
    assert list(turns[7]) == ["error"]


def test_a_conversation_is_one_line_and_a_number_picks_a_button(tiny: Path) -> None:
    asked = {"turns": ["when do roses flower", "2"]}
    (answered,) = lines(run("ask", "--jsonl", tiny=tiny, stdin=json.dumps(asked) + "\n"))
    assert [turn["answers"] for turn in answered["turns"]] == [["garden.roses"], ["garden.tulips"]]


def test_without_a_token_and_a_terminal_it_answers_one_question_a_line(tiny: Path) -> None:
    result = run(tiny=tiny, stdin="when do roses flower\nhow do i help frogs\n")
    assert result.returncode == 0
    assert "Roses flower in June." in result.stdout
    assert "Leave a pile of wood" in result.stdout


def test_the_chat_greets_answers_and_leaves_at_the_end_of_input(tiny: Path) -> None:
    result = run("chat", tiny=tiny, stdin="when do roses flower\n2\n/more\n/help\n/nonsense\n")
    assert result.returncode == 0, result.stderr
    for text in ("Hello.", "Roses flower in June.", "Plant tulips in November.", "Ask me about lupus"):
        assert text in result.stdout


def test_run_without_a_token_is_one_clear_line(tiny: Path) -> None:
    result = run("run", tiny=tiny)
    assert result.returncode == 2
    assert "TELEGRAM_BOT_TOKEN" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not-a-token-SECRET"),
        ("TELEGRAM_BASE_URL", "ftp://SECRET"),
        ("DATABASE_URL", "mysql://SECRET"),
        ("COUNTRY", "SECRET"),
        ("LOG_LEVEL", "SECRET"),
        ("OPS_PORT", "SECRET"),
        ("APPROVED_ONLY", "SECRET"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(tiny: Path, name: str, value: str) -> None:
    result = run("run", tiny=tiny, **{name: value})
    assert result.returncode == 2
    assert name in result.stderr
    assert "SECRET" not in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


def test_approved_only_without_an_approved_card_says_why(tiny: Path) -> None:
    result = run("ask", "when do roses flower", tiny=tiny, APPROVED_ONLY="true")
    assert result.returncode == 2
    assert "APPROVED_ONLY" in result.stderr


def test_broken_content_is_told_line_by_line(tiny: Path) -> None:
    (tiny / "pond/frogs.yaml").write_text("id: pond.frogs\ntitel: x\n", encoding="utf-8")
    result = run("ask", "frogs", tiny=tiny)
    assert result.returncode == 2
    assert "intents/pond/frogs.yaml:2" in result.stderr
    assert "Traceback" not in result.stderr


def test_check_finds_problems_with_exit_code_1(tiny: Path) -> None:
    result = run("check", "--intents", str(tiny), tiny=tiny)
    assert result.returncode == 1
    assert "utterances" in result.stdout


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "--jsonl", "x"), ("nonsense",), ("show", "no.card")])
def test_wrong_usage_is_exit_code_2(tiny: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, tiny=tiny)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_show_gives_facts_and_sources(tiny: Path) -> None:
    result = run("show", "garden.roses", tiny=tiny)
    assert "F001 Roses flower in June. [Garden Society]" in result.stdout
    assert "https://example.org/roses" in result.stdout


def test_explain_shows_each_step(tiny: Path) -> None:
    result = run("ask", "--explain", "when do roses flower", tiny=tiny)
    for step in ("Read as:", "Red flag:", "garden.roses", "because of:", "Decision:"):
        assert step in result.stdout


def test_new_makes_a_card_once(tiny: Path) -> None:
    assert run("new", "pond.newts", tiny=tiny).returncode == 0
    assert (tiny / "pond/newts.yaml").read_text(encoding="utf-8").startswith("# One card")
    assert run("new", "pond.newts", tiny=tiny).returncode == 2
    assert run("new", "../pond.newts", tiny=tiny).returncode == 2


def test_the_json_schema_beside_the_cards_is_the_one_the_code_makes(tiny: Path) -> None:
    from bot.content.library import packaged_intents

    made = json.loads(run("schema", tiny=tiny).stdout)
    assert json.loads((packaged_intents() / "card.schema.json").read_text(encoding="utf-8")) == made
