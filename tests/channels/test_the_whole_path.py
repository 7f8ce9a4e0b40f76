"""The real process, from a person's message on Telegram to the answer, over HTTP."""

from __future__ import annotations

from pathlib import Path

from tests.support.bot_api import BotApi
from tests.support.processes import REAL, Bot

ANN = 11


async def test_a_question_on_telegram_is_answered_and_a_stop_is_clean(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    async with BotApi() as api:
        bot = Bot(api.url, tmp_path / "state", {"INTENTS_DIR": str(tiny)}, REAL)
        await bot.start()
        try:
            for number, (text, wanted) in enumerate(
                (
                    ("/start", "Hello."),
                    ("when do roses flowr", "Roses flower in June."),
                    ("how do i help frogs", "Leave a pile of wood"),
                    ("/nonsense", "I do not know that command"),
                ),
                1,
            ):
                api.ask(ANN, text)
                assert await api.until(lambda number=number: len(api.sent(ANN)) >= number, timeout=60.0), (
                    bot.log
                )
                assert wanted in api.sent(ANN)[-1]["text"]
        finally:
            code = await bot.stop()
        assert code == 0
    assert "roses" not in bot.log
