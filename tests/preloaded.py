"""Modules that servers load before they read settings; tests fork servers with them loaded."""

import gunicorn.app.wsgiapp  # noqa: F401 - loaded for the fork

import server.pipeline.tasks
import server.web.app
from server.language import detect

detect.warm()
server.pipeline.tasks.warm()
