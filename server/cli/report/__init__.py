"""The API's answers as text for a terminal."""

from server.cli.report.answers import REPORTS
from server.cli.report.citations import citations_page
from server.cli.report.style import Style
