"""One request: its session, its stages, and the tasks that workers do for it."""
