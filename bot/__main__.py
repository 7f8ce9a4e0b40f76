"""`python -m bot` is `lupus-bot`."""

from bot.cli import main

main()
