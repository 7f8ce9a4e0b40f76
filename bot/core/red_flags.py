"""What means "get help now": the rules as loaded from `_red_flags.yaml`, and their notices."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model import Notice


@dataclass(frozen=True, slots=True)
class RedFlags:
    """The notices, in file order, and the rules that find them."""

    notices: tuple[Notice, ...] = ()

    def notice(self, flag: str) -> Notice:
        """The notice with this id. Raises KeyError for an unknown one."""
        for notice in self.notices:
            if notice.id == flag:
                return notice
        raise KeyError(flag)
