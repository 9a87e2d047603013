"""Stories: the texts of the index on one event, their origins, and where they differ.

A program over the engine: nothing of the engine imports it. The rest uses the names below.
"""

from server.story.answers import ListedStory, Story
from server.story.report import report_story
from server.story.story import latest_stories, stories_of, story_of

__all__ = ["ListedStory", "Story", "latest_stories", "report_story", "stories_of", "story_of"]
