"""The bot on Telegram: private chats, groups and inline mode."""
