"""The API's answers as text for a terminal."""

from server.present.report.answers import REPORTS, citations_page
from server.present.report.pairs import Style
