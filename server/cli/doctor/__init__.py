"""`unabridged doctor`: finds mistakes in the set-up, and says what to do."""

from server.cli.doctor.command import add_arguments
