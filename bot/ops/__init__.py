"""For whoever runs the bot: health, metrics, logs, self-check, reload."""
