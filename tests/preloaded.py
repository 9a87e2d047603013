"""Modules that servers load before they read settings; tests fork servers with them loaded."""

import gunicorn.app.wsgiapp  # noqa: F401 - loaded for the fork

import server.web.app
import server.work.tasks
from server.language import detect

detect.warm()
server.work.tasks.warm()
