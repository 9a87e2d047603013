"""SQLite and PostgreSQL behind one interface, with migrations."""
