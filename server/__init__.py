"""Unabridged: is this page the whole story, and if not, where is the original?

The data's way is the layout: page -> article -> verdict -> source -> align; compare.py strings
the steps together.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The WSGI application; `settings` come from the environment unless given.

    Imports happen here, so that worker processes do not load the web layer.
    """
    from server.config import Settings  # noqa: PLC0415
    from server.web.app import build  # noqa: PLC0415

    return build(settings or Settings.from_env())
