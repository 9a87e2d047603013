"""Unabridged: is this page the whole story, and if not, where is the original?

The layout follows the data: page -> article -> verdict -> source -> align -> conclude.
pipeline/compare.py joins the steps. `cite`, `story` and `watch` are programs over that engine.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Build the WSGI application; `settings` default to the environment's.

    Imports happen here, so that worker processes do not load the web layer.
    """
    from server.config import Settings  # noqa: PLC0415
    from server.web.app import build  # noqa: PLC0415

    return build(settings or Settings.from_env())
