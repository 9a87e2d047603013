"""A story as text for a terminal."""

from functools import cache

from jinja2 import Environment

from server.show import Json
from server.show.report import Style, report_of, templates_of


def report_story(answer: Json, style: Style | None = None) -> str:
    """Return the answer to `story` as text."""
    return report_of("story", answer, style, _templates())


@cache
def _templates() -> Environment:
    return templates_of("server.story")
