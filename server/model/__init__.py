"""The nouns: what a page becomes on its way to a comparison."""

from server.model.comparison import *  # noqa: F403
