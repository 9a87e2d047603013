"""The optional second opinion of a model that the operator provides.

The rest uses the names below.
"""

from server.team.opinion.chat import Question
from server.team.opinion.model import OpinionModel, model_of
from server.team.opinion.questions import questions_of

__all__ = ["OpinionModel", "Question", "model_of", "questions_of"]
