"""Entry point for WSGI servers: `gunicorn -c python:server.gunicorn_conf wsgi:app`."""

from server import create_app

app = create_app()
