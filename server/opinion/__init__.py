"""The optional second opinion of a model that the operator brings.

The rest uses `switched_on` (the models of the settings), `Seconding` (one model with its memory)
and the questions; all other modules are internal.
"""

from server.opinion.ask import Seconding, second_opinion
from server.opinion.protocol import Opinion, Question
from server.opinion.questions import questions_of
from server.opinion.registry import switched_on

__all__ = [
    "Opinion",
    "Question",
    "Seconding",
    "questions_of",
    "second_opinion",
    "switched_on",
]
