"""lupus-bot: answers questions about lupus from texts that people wrote and can check."""

__version__ = "0.1.0"
