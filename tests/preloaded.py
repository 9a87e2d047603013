"""What servers load before they read settings; tests fork theirs from a process with it."""

import gunicorn.app.wsgiapp  # noqa: F401 - loaded for the fork

import server.tasks
import server.web.app
from server.language import detect

detect.warm()
server.tasks.warm()
