"""Settings come from the environment or from files of secrets, and a wrong one is named, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import SettingsError
from bot.settings import load_settings

TOKEN = "123456:AAE-secret_token_that_is_long_enough"


def test_secrets_may_come_as_files_where_systemd_puts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "telegram_bot_token").write_text(f"{TOKEN}\n")
    (tmp_path / "webhook_secret").write_text("a-secret")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    settings = load_settings()
    assert settings.token == TOKEN
    assert settings.webhook_secret.get_secret_value() == "a-secret"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "my-wrong-token"),
        ("TELEGRAM_BASE_URL", "ftp://somewhere"),
        ("DATABASE_URL", "mysql://somebody@somewhere"),
        ("WEBHOOK_SECRET", "two words"),
        ("WEBHOOK_URL", "example.org/push"),
        ("WEBHOOK_PORT", "eighty"),
        ("WEBHOOK_PORT", "70000"),
        ("OPS_PORT", "-1"),
        ("LIMITS", "perhaps"),
        ("LOG_FORMAT", "xml-ish"),
        ("LOG_LEVEL", "CHATTY"),
        ("APPROVED_ONLY", "perhaps"),
        ("COUNTRY", "Britain"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        load_settings()
    assert str(wrong.value).startswith(f"{name} cannot be used: it must be ")
    assert value not in str(wrong.value)


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_PORT", "x")
    monkeypatch.setenv("LIMITS", "x")
    with pytest.raises(SettingsError) as wrong:
        load_settings()
    assert len(str(wrong.value).splitlines()) == 2


def test_the_token_is_not_shown_by_whatever_prints_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def test_blanks_around_a_value_and_empty_values_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"  {TOKEN} ")
    monkeypatch.setenv("LIMITS", " OFF ")
    monkeypatch.setenv("OPS_PORT", "")
    settings = load_settings()
    assert (settings.token, settings.limits, settings.ops_port) == (TOKEN, "off", 0)
