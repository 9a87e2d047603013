"""Words an answer for readers: a line, a report, a picture, a plain page, what a link shows.

An answer carries its heading, reason and gist as names of messages with their values; what is here
says them in a language. The rest uses what is named below.
"""

from server.present.gist import gist_of, in_a_line, picture_of
from server.present.outline import outline_of
from server.present.saved import current, evidence, linked, only, quoted
from server.present.worded import STATE_NAMES, VERSION_COLOURS
