"""gunicorn worker that reads whole requests into memory before they take a thread."""
