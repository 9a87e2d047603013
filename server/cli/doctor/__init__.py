"""`unabridged doctor`: looks at what an operator can set up wrong, and says what to do."""

from server.cli.doctor.command import add_arguments

__all__ = ["add_arguments"]
