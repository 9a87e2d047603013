"""The optional second opinion of a model that the operator brings.

The rest uses `switched_on` (the models of the settings), `Seconding` (one model with its memory)
and the questions; all other modules are internal.
"""

from server.opinion.ask import Seconding
from server.opinion.protocol import Question
from server.opinion.questions import offer_of, questions_of
from server.opinion.registry import switched_on

__all__ = [
    "Question",
    "Seconding",
    "offer_of",
    "questions_of",
    "switched_on",
]
