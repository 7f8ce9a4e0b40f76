"""Tells systemd how the service is: ready, alive, stopping. Does nothing where systemd did not ask."""

from __future__ import annotations

import socket

from bot.settings import Settings


class Systemd:
    """The notify socket of `Type=notify` services."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.notify_socket
        self.watchdog_seconds = settings.watchdog_usec / 1_000_000
        """How often it wants to hear from us, at least; 0: not at all."""

    def say(self, state: str) -> None:
        """Send a state such as `READY=1`. A socket that is gone is no reason to stop answering."""
        if not self._address:
            return
        name = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
                notify.connect(name)
                notify.sendall(state.encode())
        except OSError:
            return
