"""Entry point for WSGI servers: `gunicorn -c python:server.web.gunicorn_conf wsgi:app`."""

import sys

from server import create_app

try:
    app = create_app()
except SystemExit as refusal:
    print(refusal, file=sys.stderr)
    raise SystemExit(3) from None  # gunicorn's own sign that trying again is of no use
