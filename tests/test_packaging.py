"""What a stranger installs: the wheel carries the content, and the README's lines are the ones that CI runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_wheel_answers_a_question_elsewhere(tmp_path: Path) -> None:
    built = tmp_path / "built"
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q"]
    subprocess.run([*pip, "-w", built, ROOT], check=True, timeout=300)
    (wheel,) = built.glob("lupus_bot-*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    answered = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "What is lupus?"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(installed), "STATE_DIR": str(tmp_path / "state")},
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert (installed / "bot/intents/_wording.yaml").is_file()
    assert json.loads(answered.stdout)["answers"] == ["about.what_is_lupus"]


def test_the_quick_start_is_two_lines() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(
        r"^```sh\n(.*?)\n```$", readme.split("## Quick start")[1].split("\n## ")[0], re.M | re.S
    )
    assert len(commands) == 2
    assert all(
        "\n" not in command and command.startswith("python3 -m venv .venv && ") for command in commands
    )
    assert commands[0].endswith(".venv/bin/lupus-bot")
    assert "pytest" in commands[1]


def test_ci_runs_the_readme_test_command() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "grep -m 1 'pytest' README.md" in script
    assert 'eval "$test_command"' in script


def test_every_command_is_in_the_documents() -> None:
    from bot.cli import cli

    documents = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    )
    documents += (ROOT / "intents/README.md").read_text(encoding="utf-8")
    names = {
        command.name or command.callback.__name__ for command in cli.registered_commands if command.callback
    }
    assert {name for name in names if f"lupus-bot {name}" not in documents} == set()
