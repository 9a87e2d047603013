"""The one table of windows of a page, and of lengths of what it says."""

from typing import Literal, NamedTuple

from server.text.credits.publishers import LONGEST_NAME


class Window(NamedTuple):
    """A range of blocks, counted from the text's first block or from its last."""

    edge: Literal["first", "last"]
    before: int
    after: int


HEAD = Window("first", -12, 2)
# Where a byline may be, and a source line; further up another story has it.
ABOVE = Window("first", -8, 1)
AT_FIRST = Window("first", -5, 5)
AT_LAST = Window("last", -2, 3)
TAIL = Window("last", -3, 8)
AROUND_END = Window("last", -8, 25)

# Characters of what a remark says.
NAME_LENGTH = LONGEST_NAME
LABEL_LENGTH = 120
CALL_LENGTH = 250
STATEMENT_LENGTH = 700
# Characters of the block that a remark is in.
BRIEF_BLOCK = 200
SHORT_BLOCK = 300
NOTE_BLOCK = 600
# Characters of a link that may name a story.
HEADLINE_LENGTH = 30

# Blocks above the text, and of it, whose links are read; links without words: bounds of work.
MOST_READ = 400
