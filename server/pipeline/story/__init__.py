"""Stories: the texts of the index on one event, their origins, and where they differ.

The rest uses what is named below; all other modules are internal.
"""

from server.pipeline.story.story import listed, stories_of, story_of

__all__ = ["listed", "stories_of", "story_of"]
