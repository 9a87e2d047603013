"""`unabridged doctor`: finds mistakes in the set-up, and says what to do."""
