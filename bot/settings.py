"""Every setting, read once from the environment and `.env`. The only reader of the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import SettingsError

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("the token that @BotFather gave you, such as 123456:ABC-DEF")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("a web address that starts with https://")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("sqlite:///path or postgresql://user@host/name")
    return value


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError("a country code of two letters, such as GB")
    return value.upper()


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("1 to 256 letters, digits, _ or -")
    return value


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_stripped)]
Address = Annotated[Text, AfterValidator(_web_address)]
Token = Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_token)]
WebhookSecret = Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_secret)]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda value: str(value).strip().upper()),
]
OnOff = Annotated[Literal["on", "off"], BeforeValidator(lambda value: str(value).strip().lower())]


class Settings(BaseSettings):
    """The settings, typed and checked. `.env.example` says what each means."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    telegram_bot_token: Token = SecretStr("")
    telegram_base_url: Address = "https://api.telegram.org"
    intents_dir: Path | None = None
    state_dir: Path | None = None
    database_url: Annotated[Text, AfterValidator(_database)] = ""
    country: Annotated[Text, AfterValidator(_country)] = "GB"
    approved_only: bool = False
    operator_contact: Text = ""
    privacy_url: Address = ""
    limits: OnOff = "on"
    log_level: LogLevel = "INFO"
    log_format: Literal["plain", "json"] = "plain"
    webhook_url: Address = ""
    webhook_secret: WebhookSecret = SecretStr("")
    webhook_host: Text = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    ops_host: Text = "127.0.0.1"
    ops_port: Annotated[int, Field(ge=0, le=65535)] = 0
    xdg_state_home: Path | None = None
    """Read as the desktop standard says; not a setting of this program."""
    notify_socket: str = ""
    """Set by systemd, as is the next."""
    watchdog_usec: int = 0

    @property
    def token(self) -> str:
        """The bot token, or an empty text."""
        return self.telegram_bot_token.get_secret_value()

    @property
    def state_folder(self) -> Path:
        """The folder for the database and the caches."""
        if self.state_dir is not None:
            return self.state_dir.expanduser()
        return (self.xdg_state_home or Path.home() / ".local" / "state") / "lupus-bot"

    @property
    def database(self) -> str:
        """The address of the store: `sqlite:///…` or `postgresql://…`."""
        return self.database_url or f"sqlite:///{self.state_folder / 'lupus-bot.db'}"


_FORMS = {
    "approved_only": "true or false",
    "limits": "on or off",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
    "log_format": "plain or json",
    "webhook_port": "a port from 1 to 65535",
    "ops_port": "a port from 1 to 65535, or 0 for none",
}


class _Credentials(BaseSettings):
    """Where systemd puts the secrets of a service: one file each, named like the setting."""

    credentials_directory: Path | None = None


def load_settings() -> Settings:
    """The settings. Raises SettingsError that names each wrong setting and its form, never its value."""
    try:
        return Settings(_secrets_dir=_Credentials().credentials_directory)  # type: ignore[call-arg]
    except ValidationError as error:
        lines = []
        for detail in error.errors(include_input=False, include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else "settings"
            reason = str(detail.get("ctx", {}).get("error", "")) or "a value of another form"
            lines.append(f"{name.upper()} cannot be used: it must be {_FORMS.get(name, reason)}.")
        raise SettingsError("\n".join(dict.fromkeys(lines))) from None
