"""Where people are: the terminal and Telegram. Each renders replies and reads what people do."""
