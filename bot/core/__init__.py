"""The pure core: a question in, a decision out. No file, clock, network or Telegram in here."""
