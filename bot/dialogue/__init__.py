"""One turn of conversation, for any channel."""
