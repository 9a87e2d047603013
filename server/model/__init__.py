"""The project's nouns: the results of each stage, one module per stage.

The answers are frozen dataclasses with the field names of the API, and their docstrings are its
documentation (docs/openapi.json, /docs); the inputs are pydantic models that refuse unknown
fields. Import from here.
"""

from server.model.alignment import *
from server.model.article import *
from server.model.comparison import *
from server.model.memory import *
from server.model.requests import *
from server.model.search import *
from server.model.serial import *
