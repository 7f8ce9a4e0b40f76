"""The deployment files are well-formed, hardened and agree with the settings."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from bot.ops import metrics
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = {name.upper() for name in Settings.model_fields}


def unit() -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "deploy" / "lupus-bot.service", encoding="utf-8")
    return dict(parser["Service"])


def test_the_unit_notifies_is_watched_and_stays_down_after_a_wrong_setting() -> None:
    service = unit()
    assert service["ExecStart"].endswith("lupus-bot run")
    assert (service["Type"], service["RestartPreventExitStatus"]) == ("notify", "2")
    assert int(service["WatchdogSec"]) > 0
    assert int(service["TimeoutStopSec"]) > 10
    assert service["LoadCredential"].partition(":")[0].upper() in NAMES


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    # The program is not where the unit expects it, on this machine.
    text = (ROOT / "deploy" / "lupus-bot.service").read_text(encoding="utf-8")
    (tmp_path / "lupus-bot.service").write_text(re.sub("(?m)^ExecStart=.*", "ExecStart=/bin/true run", text))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "lupus-bot.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "lupus-bot.service" in line] == []


def test_every_setting_in_the_deployment_files_exists() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    given = set(compose["services"]["replica"]["environment"])
    given |= set(re.findall(r"(?:^|\s)([A-Z]+_[A-Z_]+)=", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    given |= set(re.findall(r"([A-Z]+_[A-Z_]+)=", unit()["Environment"]))
    assert given - {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= NAMES


def environment_of_container(service: str) -> dict[str, str]:
    """What a process in the container finds: the image's own, then a copied .env.example, then compose's."""
    image = dict(
        re.findall(r"(?:^|\s)([A-Z]+_[A-Z_]+)=(\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    )
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return image | example() | compose["services"][service]["environment"]


def example() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", text))


@pytest.mark.parametrize("service", ["bot", "replica"])
def test_a_copied_example_leaves_the_container_its_state_folder_and_health_port(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATE_DIR")
    for name, value in environment_of_container(service).items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.state_folder == Path("/state")
    health_check = re.search(
        r"http://127\.0\.0\.1:(\d+)/livez", (ROOT / "Dockerfile").read_text(encoding="utf-8")
    )
    assert health_check is not None
    assert settings.ops_port == int(health_check[1])


@pytest.mark.parametrize("where", ["image alone", "systemd"])
def test_a_copied_example_leaves_the_state_folder_where_it_can_be_written(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATE_DIR")
    if where == "systemd":  # settings.env takes the place of Environment=
        given = dict(re.findall(r"([A-Z]+_[A-Z_]+)=(\S+)", unit()["Environment"]))
    else:
        given = {
            name: value for name, value in environment_of_container("bot").items() if name != "STATE_DIR"
        }
    for name, value in (given | example()).items():
        monkeypatch.setenv(name, value)
    folder = "/var/lib" if where == "systemd" else "/state"
    assert Settings().state_folder == Path(folder, "lupus-bot")


def test_the_containers_are_read_only_unprivileged_and_end_gently() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    for name in ("bot", "replica"):
        service = compose["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert int(service["stop_grace_period"].rstrip("s")) > 10
        assert service["command"] == ["lupus-bot", "run"]
    assert {name for name, service in compose["services"].items() if "profiles" not in service} == {"bot"}
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.count("\nFROM ") + dockerfile.startswith("FROM ") == 2
    assert re.search(r"(?m)^USER \d+", dockerfile)
    assert "--require-hashes -r requirements.lock" in dockerfile
    assert 'CMD ["lupus-bot", "run"]' in dockerfile
    assert "curl" not in dockerfile


def test_the_lock_has_a_hash_for_every_package_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"(?m)^(?=[a-z0-9])", lock)[1:]
    assert len(packages) > 20
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in lock
    assert "--index" not in lock


def test_the_lock_holds_every_dependency_in_a_version_that_the_project_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for text in project["dependencies"] + project["optional-dependencies"]["webhook"]:
        needed = Requirement(text)
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        locked = re.findall(rf"(?m)^{name}==([^\s;]+)", lock)
        assert locked, name
        assert all(needed.specifier.contains(version) for version in locked), name


def test_every_alert_is_explained_and_rests_on_metrics_that_exist() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0][
        "rules"
    ]
    runbook = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    page = metrics.page().decode()
    for rule in rules:
        assert f"| {rule['alert']} |" in runbook
        for name in re.findall(r"lupus_\w+", rule["expr"]):
            assert name.removesuffix("_bucket") in page
